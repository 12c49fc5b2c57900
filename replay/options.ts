import { parsedOptions, wholeNumber, WrongOptions } from '../demo/command-options';

export const USAGE = `Plays recorded taxi trips through the service, and says how well it matched them.

  npm run replay -- --trips FILE --nodes FILE --links FILE --cabs N [--mode greedy|batched] [--from MINUTE] [--to MINUTE]
                    [--json] [--skip-bad] [--seed N] [--fairness SECONDS] [--waiting PERCENT] [--look-ahead MINUTES]
                    [--window SECONDS] [--directory .data/replay]

  --trips, --nodes, --links  the recorded day; docs/replay.md says which columns
  --cabs        how many cabs are on the road
  --mode        each request for itself (greedy), or those of a short window together (batched); greedy by default
  --from, --to  the minutes of the day that are played, the last not included; the whole file by default
  --json        the report as JSON on the standard output; progress goes to the standard error
  --skip-bad    leave malformed rows out, instead of playing nothing
  --seed        another behaviour of the drivers, and other cabs
  --fairness    seconds of pickup time that a minute of waiting for a ride takes off a driver's cost; 1 by default
  --waiting     in batched mode, by how many percent each minute of waiting makes a request weigh more; 10 by default
  --look-ahead  drivers who will be free within so many minutes are candidates too; 0 by default, that is none
  --window      in batched mode, seconds for which requests are gathered; 2 by default
  --directory   where its database and files are; emptied at each start`;

export interface ReplayOptions {
  readonly trips: string;
  readonly nodes: string;
  readonly links: string;
  readonly cabs: number;
  readonly mode: 'greedy' | 'batched';
  readonly from: number | null;
  readonly to: number | null;
  readonly json: boolean;
  readonly skipBad: boolean;
  readonly seed: number;
  readonly fairnessSeconds: number;
  readonly waitingPercent: number;
  readonly lookAheadMinutes: number;
  readonly windowSeconds: number;
  readonly directory: string;
}

const MOST_CABS = 9_000;
const LAST_MINUTE = 24 * 60;

/** Null where only help is wanted. @throws WrongOptions */
export function readOptions(args: readonly string[]): ReplayOptions | null {
  const values = parsed(args);
  if (values.help) return null;
  const missing = (['trips', 'nodes', 'links', 'cabs'] as const).filter((name) => values[name] === undefined);
  if (missing.length > 0) throw new WrongOptions(`Missing: ${missing.map((name) => `--${name}`).join(', ')}.`);
  const number = (name: NumberName, least: number, most: number): number =>
    wholeNumber(name, values[name]!, least, most);
  const minute = (name: 'from' | 'to'): number | null => {
    return values[name] === undefined ? null : wholeNumber(name, values[name], 0, LAST_MINUTE);
  };
  const [from, to] = [minute('from'), minute('to')];
  if (from !== null && to !== null && from >= to)
    throw new WrongOptions(`--from ${from} must be before --to ${to}, which is not played any more.`);
  const { mode } = values;
  if (mode !== 'greedy' && mode !== 'batched') throw new WrongOptions(`--mode is greedy or batched, not "${mode}".`);
  return {
    ...{ trips: values.trips!, nodes: values.nodes!, links: values.links!, mode, from, to },
    ...{ json: values.json, skipBad: values['skip-bad'], directory: values.directory },
    cabs: number('cabs', 1, MOST_CABS),
    seed: number('seed', 0, 999_999_999),
    fairnessSeconds: number('fairness', 0, 1_000),
    waitingPercent: number('waiting', 0, 100),
    lookAheadMinutes: number('look-ahead', 0, 30),
    windowSeconds: number('window', 1, 3),
  };
}

type NumberName = 'cabs' | 'seed' | 'fairness' | 'waiting' | 'look-ahead' | 'window';

function parsed(args: readonly string[]) {
  return parsedOptions(args, {
    trips: { type: 'string' },
    nodes: { type: 'string' },
    links: { type: 'string' },
    cabs: { type: 'string' },
    mode: { type: 'string', default: 'greedy' },
    from: { type: 'string' },
    to: { type: 'string' },
    json: { type: 'boolean', default: false },
    'skip-bad': { type: 'boolean', default: false },
    seed: { type: 'string', default: '20130901' },
    fairness: { type: 'string', default: '1' },
    waiting: { type: 'string', default: '10' },
    'look-ahead': { type: 'string', default: '0' },
    window: { type: 'string', default: '2' },
    directory: { type: 'string', default: '.data/replay' },
    help: { type: 'boolean', default: false },
  });
}
