import type { Happened } from './floors';

/** What became of a violation that was planted; `not tried`: something was wrong before. */
export type Planted = 'seen' | 'not seen' | 'not tried';

/** What a campaign came to. */
export interface CampaignReport extends Happened {
  readonly seed: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly unanswered: number;
  /** Writes that had to be sent more than once. */
  readonly sentAgain: number;
  readonly lost: number;
  readonly duplicates: number;
  readonly repeatedCalls: number;
  readonly positions: number;
  readonly auditEntries: number;
  readonly seconds: number;
  readonly violations: readonly string[];
  /** Null where nothing was to be planted. */
  readonly planted: Planted | null;
}

const TOLD = 40;
const KEPT = 0;
export const BROKEN = 1;
export const NOT_SEEN = 3;

/** With which the program ends. A plant that is seen is a promise broken; one that is not is a look that cannot fail. */
export function exitCodeOf({ violations, planted }: Pick<CampaignReport, 'violations' | 'planted'>): number {
  if (planted !== null) return planted === 'seen' ? BROKEN : NOT_SEEN;
  return violations.length === 0 ? KEPT : BROKEN;
}

export function reportLines(report: CampaignReport): string[] {
  const { violations, faults, byKind, planted } = report;
  const sum = (of: 'met' | 'missed'): number => [...faults.values()].reduce((total, times) => total + times[of], 0);
  const struck = [...faults]
    .sort()
    .map(([kind, { met, missed }]) => `${met}${missed > 0 ? ` (+${missed})` : ''} ${kind}`);
  const kinds = [...byKind].map(([kind, times]) => `${times} ${kind}`);
  return [
    `Seed                 ${report.seed}`,
    `Rounds               ${report.rounds}`,
    `Faults               ${sum('met')}: ${struck.join(', ')}; ${sum('missed')} struck nothing`,
    `Writes acknowledged  ${report.acknowledged} (${report.sentAgain} of all sent again under their key), ${report.refused} refused, ${report.unanswered} unanswered`,
    `Of which             ${kinds.join(', ')}`,
    `Writes lost          ${report.lost}`,
    `Duplicates           ${report.duplicates}`,
    `Outside calls        ${report.messages} messages and ${report.questions} questions, ${report.repeatedCalls} of them again under the key that they had`,
    `Positions            ${report.positions} acknowledged, ${report.underWay} of them of rides under way; ${report.killsJudged} killed processes within the bound`,
    `Audit                ${report.auditEntries} entries, the chain verified`,
    `Time                 ${report.seconds.toFixed(0)} s`,
    ...(planted === null ? [] : [`Planted              ${planted}`]),
    violations.length === 0 ? 'Promises             all kept' : `Promises             ${violations.length} BROKEN:`,
    ...violations.slice(0, TOLD).map((sentence) => `  - ${sentence}`),
    ...(violations.length > TOLD ? [`  … and ${violations.length - TOLD} more`] : []),
  ];
}
