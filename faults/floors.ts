import type { KindName } from './ledger';
import { type FaultKind, FAULTS } from './plan';

/** How often a fault met somebody, and how often nobody came across it. */
export interface Met {
  readonly met: number;
  readonly missed: number;
}

/** What a campaign must have had, for what it found to say anything. */
export interface Happened {
  readonly rounds: number;
  readonly secondsARound: number;
  readonly faults: ReadonlyMap<FaultKind, Met>;
  /** How often each kind of write was acknowledged. */
  readonly byKind: ReadonlyMap<KindName, number>;
  /** Acknowledged positions of rides under way. */
  readonly underWay: number;
  readonly messages: number;
  readonly questions: number;
  readonly killsJudged: number;
}

const LEAST_ROUNDS = 5;
const LEAST_SECONDS = 60;

/** By then each kind of fault has come, and so has each kind of write. */
export function isLongEnough({ rounds, secondsARound }: Pick<Happened, 'rounds' | 'secondsARound'>): boolean {
  return rounds >= LEAST_ROUNDS && rounds * secondsARound >= LEAST_SECONDS;
}

/** What never happened in a run that is long enough: promises about it were kept by nobody. */
export function tooLittle(happened: Happened): string[] {
  if (!isLongEnough(happened)) return [];
  const { faults, byKind } = happened;
  const never = [
    ...FAULTS.filter((kind) => !faults.get(kind)?.met).map((kind) => `the fault "${kind}" struck`),
    ...[...byKind].filter(([, times]) => times === 0).map(([kind]) => `"${kind}" was acknowledged`),
    ...(happened.underWay === 0 ? ['a position of a ride under way was acknowledged'] : []),
    ...(happened.messages === 0 ? ['a message was sent'] : []),
    ...(happened.questions === 0 ? ['a source was asked'] : []),
    ...(happened.killsJudged === 0 ? ['a killed process was held against the bound of position loss'] : []),
  ];
  return never.map((what) => `Not once in ${happened.rounds} rounds ${what}: the campaign proves nothing of it.`);
}
