import { LOST_BY, type Way, WAYS } from './messages';
import type { Double } from './doubles';

export interface ContendReport {
  readonly attemptsAsked: number;
  readonly attempts: Readonly<Record<Way, number>>;
  readonly won: Readonly<Record<Way, number>>;
  /** In the last tenth of the time: a rule that begins to refuse everybody in mid-run is no contention. */
  readonly wonLately: Readonly<Record<Way, number>>;
  /** By code. */
  readonly lost: Readonly<Record<string, number>>;
  readonly doubles: readonly Double[];
  /** Told to have won, and not in the table; or open in the table, and nobody was told so. */
  readonly disagreeing: number;
  /** How often the whole table was looked at meanwhile. */
  readonly looks: number;
  readonly connections: number;
  readonly processes: number;
  readonly seconds: number;
}

const SHOWN = 10;

/** Why the run proves nothing, or the contrary; none where it proves what it should. */
export function faultsOf(report: ContendReport): string[] {
  const { attemptsAsked, attempts, won, wonLately, lost, doubles, disagreeing } = report;
  const faults: string[] = [];
  const made = sum(attempts);
  if (doubles.length > 0) faults.push(`${doubles.length} doubles.`);
  if (disagreeing > 0) faults.push(`${disagreeing} assigns are not in the table as their callers were told.`);
  if (made < attemptsAsked) faults.push(`Time was up: ${attemptsAsked - made} attempts were not made.`);
  for (const way of WAYS) {
    if (won[way] === 0) faults.push(`Nobody won by a ${way}: nothing was contended for.`);
    else if (wonLately[way] === 0)
      faults.push(`Nobody won by a ${way} towards the end: nothing was contended for any more.`);
  }
  for (const [code, count] of Object.entries(lost))
    if (!LOST_BY.includes(code)) faults.push(`${count} attempts ended with ${code}.`);
  return faults;
}

export function reportLines(report: ContendReport): string[] {
  const { attempts, won, lost, doubles, looks, connections, processes, seconds } = report;
  const made = sum(attempts);
  const codes = Object.entries(lost).sort(([, a], [, b]) => b - a);
  return [
    `attempts ${figure(made)}  ${figure(attempts['use case'])} whole use cases, ${figure(attempts.statement)} bare statements`,
    `won      ${figure(sum(won))}  ${figure(won['use case'])} by use cases, ${figure(won.statement)} by bare statements`,
    `lost     ${figure(sum(lost))}`,
    ...codes.map(([code, count]) => `         ${figure(count)}  ${code}`),
    `doubles  ${figure(doubles.length)}  among all that were won, in ${looks} looks at the whole table, and at its end`,
    ...doubles
      .slice(0, SHOWN)
      .map(({ what, id, engagementIds }) => `         ${what} ${id}: ${engagementIds.join(' and ')}`),
    `         ${connections} connections of ${processes} processes, ${seconds} s, ${Math.round(made / seconds)} attempts/s`,
    ...faultsOf(report).map((fault) => `FAILED   ${fault}`),
  ];
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}

function figure(count: number): string {
  return count.toLocaleString('en').padStart(11);
}
