import { parsedOptions, wholeNumber } from '../demo/command-options';

export const USAGE = `Contends for rides: many attempts at the same few drivers, cabs and rides at once, of which most lose. Counts doubles.

  npm run contend -- [--attempts 1000000] [--processes 2] [--connections 8] [--seed N] [--minutes 120] [--json]
                     [--without-constraints]

  --attempts     how many; docs/races.md says what counts as one
  --processes    that attempt them, each with a service of its own on the one database
  --connections  of each process
  --seed         other choices of ride, driver and cab; the order in which they meet is the machine's
  --minutes      after which it ends, and fails where attempts are left
  --json         the report as JSON on the standard output
  --without-constraints  takes the database's invariants away first: doubles must be seen then, or nothing here sees any`;

export interface ContendOptions {
  readonly attempts: number;
  readonly processes: number;
  readonly connections: number;
  readonly seed: number;
  readonly minutes: number;
  readonly json: boolean;
  readonly withoutConstraints: boolean;
}

/** Null where only help is wanted. @throws WrongOptions */
export function readOptions(args: readonly string[]): ContendOptions | null {
  const values = parsed(args);
  if (values.help) return null;
  const number = (name: 'attempts' | 'processes' | 'connections' | 'seed' | 'minutes', least: number, most: number) =>
    wholeNumber(name, values[name], least, most);
  return {
    attempts: number('attempts', 1, 100_000_000),
    processes: number('processes', 1, 8),
    connections: number('connections', 2, 16),
    seed: number('seed', 0, 999_999_999),
    minutes: number('minutes', 1, 600),
    json: values.json,
    withoutConstraints: values['without-constraints'],
  };
}

function parsed(args: readonly string[]) {
  return parsedOptions(args, {
    attempts: { type: 'string', default: '1000000' },
    processes: { type: 'string', default: '2' },
    connections: { type: 'string', default: '8' },
    seed: { type: 'string', default: '20261121' },
    minutes: { type: 'string', default: '120' },
    json: { type: 'boolean', default: false },
    'without-constraints': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  });
}
