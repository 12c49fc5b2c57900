import type { ReplayReport } from './report';

/** What came of a run: the day's report, or that there is none. */
export type Outcome = 'usage told' | 'nothing played' | 'broken off' | Pick<ReplayReport, 'violations'>;

/** @returns 0: all that must hold does; 1: something does not, or the run broke off; 2: there was nothing that could be played */
export function exitCodeOf(outcome: Outcome): 0 | 1 | 2 {
  if (outcome === 'usage told') return 0;
  if (outcome === 'nothing played') return 2;
  if (outcome === 'broken off') return 1;
  return outcome.violations.length > 0 ? 1 : 0;
}
