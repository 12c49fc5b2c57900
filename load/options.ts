import { parsedOptions, wholeNumber, WrongOptions } from '../demo/command-options';
import { DEFAULT_MIX, type Mix, readMix } from './mix';

export const USAGE = `Holds a stated load for a stated time, and says how the service bore it.

  npm run load -- [--minutes 2] [--rate 25] [--mix ${DEFAULT_MIX}] [--streams 20]
                  [--drivers 40] [--seed 1] [--json]

  --minutes  how long, after a fifth of that (a minute at most) to warm up; 0.2 to 240
  --rate     arrivals a second, 1 to 1000: when each begins is fixed before the first does
  --mix      percent of the arrivals: reports of positions, rides on demand, rides booked ahead, reads; 100 together
  --streams  boards that are watched meanwhile, 0 to 1000; each driver on demand has a stream of his own beside
  --drivers  on duty, 4 to 400: half are online, the other half drive the rides that were booked ahead
  --seed     other moments of arrival, and other drivers who let an offer lapse
  --json     the report as JSON on the standard output; progress goes to the standard error`;

export interface LoadOptions {
  readonly minutes: number;
  readonly perSecond: number;
  readonly mix: Mix;
  readonly streams: number;
  readonly drivers: number;
  readonly seed: number;
  readonly json: boolean;
}

const LEAST_MINUTES = 0.2;
const MOST_MINUTES = 240;

/** Null where only help is wanted. @throws WrongOptions */
export function readLoadOptions(args: readonly string[]): LoadOptions | null {
  const values = parsed(args);
  if (values.help) return null;
  return {
    minutes: readMinutes(values.minutes),
    perSecond: wholeNumber('rate', values.rate, 1, 1_000),
    mix: readMix(values.mix),
    streams: wholeNumber('streams', values.streams, 0, 1_000),
    drivers: wholeNumber('drivers', values.drivers, 4, 400),
    seed: wholeNumber('seed', values.seed, 0, 999_999_999),
    json: values.json,
  };
}

function parsed(args: readonly string[]) {
  return parsedOptions(args, {
    minutes: { type: 'string', default: '2' },
    rate: { type: 'string', default: '25' },
    mix: { type: 'string', default: DEFAULT_MIX },
    streams: { type: 'string', default: '20' },
    drivers: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  });
}

function readMinutes(text: string): number {
  if (/^\d{1,3}(\.\d{1,2})?$/.test(text) && Number(text) >= LEAST_MINUTES && Number(text) <= MOST_MINUTES)
    return Number(text);
  throw new WrongOptions(`--minutes takes a number from ${LEAST_MINUTES} to ${MOST_MINUTES}, not "${text}".`);
}
