import { parsedOptions, wholeNumber, WrongOptions } from '../demo/command-options';
import { type Mix, readMix } from '../load/mix';

/** More rides than usual: each is a dozen writes, and offers that run out are timers. */
const DEFAULT_MIX = 'positions=55,ondemand=9,scheduled=6,reads=30';

export const USAGE = `Runs several service processes on one PostgreSQL behind a small proxy, kills one under load, starts it
again, and shows that nothing is lost, streams resume, timers fire once and throughput recovers. Ends with 1 where a claim is false.

  npm run cluster -- [--nodes 3] [--seconds 20] [--rate 15] [--mix ${DEFAULT_MIX}] [--streams 6]
                     [--drivers 32] [--seed 1] [--json]

  --nodes    service processes, 2 to 5
  --seconds  of each part: before the kill, without the process, and after it is back; 5 to 120
  --rate     arrivals a second, 1 to 500: when each begins is fixed before the first does
  --mix      percent of the arrivals, as of npm run load; 100 together, of which some are rides on demand
  --streams  boards that are watched, 2 to 200; each driver on demand has a stream of his own beside
  --drivers  on duty, 4 to 400: half are online, the other half drive the rides that were booked ahead
  --seed     other moments of arrival, other drivers who let an offer lapse, another process that is killed
  --json     the report as JSON on the standard output; progress goes to the standard error`;

export interface ClusterOptions {
  readonly nodes: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly mix: Mix;
  readonly streams: number;
  readonly drivers: number;
  readonly seed: number;
  readonly json: boolean;
}

/** Null where only help is wanted. @throws WrongOptions */
export function readClusterOptions(args: readonly string[]): ClusterOptions | null {
  const values = parsed(args);
  if (values.help) return null;
  const mix = readMix(values.mix);
  if (mix.ondemand === 0)
    throw new WrongOptions('--mix needs rides on demand: their offers are the timers that are watched.');
  if (mix.positions + mix.reads === 0)
    throw new WrongOptions('--mix needs positions or reads: by them it is told whether throughput recovers.');
  return {
    nodes: wholeNumber('nodes', values.nodes, 2, 5),
    seconds: wholeNumber('seconds', values.seconds, 5, 120),
    perSecond: wholeNumber('rate', values.rate, 1, 500),
    mix,
    streams: wholeNumber('streams', values.streams, 2, 200),
    drivers: wholeNumber('drivers', values.drivers, 4, 400),
    seed: wholeNumber('seed', values.seed, 0, 999_999_999),
    json: values.json,
  };
}

function parsed(args: readonly string[]) {
  return parsedOptions(args, {
    nodes: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '20' },
    rate: { type: 'string', default: '15' },
    mix: { type: 'string', default: DEFAULT_MIX },
    streams: { type: 'string', default: '6' },
    drivers: { type: 'string', default: '32' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  });
}
