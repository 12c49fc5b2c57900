import type { CandidateFacts, Score } from './candidate';
import type { MatchingWeights } from './matching-policy';

/**
 * What choosing this driver costs, in seconds: the way to the pickup first; then less for one who has waited long, who
 * accepts what he is offered, and who has charge left. A driver who was never offered anything counts as one who accepts. Who
 * finishes a ride first needs the rest of it for the way, has waited for nothing, and pays for that it may take longer.
 */
export function scoreOf(facts: CandidateFacts, weights: MatchingWeights, now: Date): Score {
  const { pickup, idleSince, offersMade, offersAccepted, chargePercent, finishing } = facts;
  const waitedMinutes =
    idleSince === null || finishing ? 0 : Math.max(0, (now.getTime() - idleSince.getTime()) / 60_000);
  // One more of each, so that a first decline does not weigh like a habit.
  const acceptance = (Math.min(offersAccepted, offersMade) + 1) / (offersMade + 1);
  const parts = {
    pickup: rounded(weights.pickup * pickup.seconds),
    idle: rounded(-weights.idleMinute * Math.min(waitedMinutes, weights.idleMinutesAtMost)),
    acceptance: rounded(-weights.acceptance * acceptance),
    charge: rounded(-weights.chargePercent * (chargePercent ?? 0)),
    finishing: finishing ? weights.finishing : 0,
  };
  const cost = parts.pickup + parts.idle + parts.acceptance + parts.charge + parts.finishing;
  return { cost: rounded(cost), parts };
}

/** The same cost with the way weighed, for a rider who has waited; the waiting has a part of its own, so that the parts still sum up. */
export function weighed({ cost, parts }: Score, weight: number): Score {
  const waiting = rounded((weight - 1) * parts.pickup);
  return { cost: rounded(cost + waiting), parts: { ...parts, waiting } };
}

export interface Ranked {
  readonly driverId: string;
  readonly score: Score;
}

/** The best first. Of equal cost, who is nearer in time, then who waited longer, then by id: no two are level. */
export function rank<C extends Ranked>(candidates: readonly C[]): C[] {
  return [...candidates].sort(
    (a, b) =>
      a.score.cost - b.score.cost ||
      a.score.parts.pickup - b.score.parts.pickup ||
      a.score.parts.idle - b.score.parts.idle ||
      (a.driverId < b.driverId ? -1 : a.driverId > b.driverId ? 1 : 0),
  );
}

/** To a thousandth, so that what is recorded adds up and never shows a minus zero. */
export function rounded(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000 + 0;
}
