import type { CandidateFacts, Score, Verdict } from './candidate';

/**
 * Why somebody who passed every rule was not compared or not asked: another search's offer was open to him; a decision about
 * him was under way elsewhere; only estimates were known of his way, where others' was known by road; or his window gave him to
 * another of its rides, though he would have cost this one less.
 */
export type PassedOver = 'asked_by_another_search' | 'busy' | 'not_routed' | 'given_to_another_ride';

export interface RecordedCandidate {
  readonly driverId: string;
  readonly facts: CandidateFacts;
  /** One a rule of the policy, in their order. */
  readonly verdicts: readonly Verdict[];
  /** Null where a rule refused him, or he was `not_routed`: he was not ranked. */
  readonly score: Score | null;
  /** Left out where he was asked, or refused, or outranked. */
  readonly passedOver?: PassedOver;
}

/** A driver beyond the largest circle: he was not judged. */
export interface RecordedOutsider {
  readonly driverId: string;
  readonly straightMetres: number;
  readonly seenAt: Date;
}

/** One round of a search, whole: who was looked at, what was said of each, and who was chosen. */
export interface RoundRecord {
  readonly searchId: string;
  readonly rideId: string;
  readonly organizationId: string;
  /** From 1. */
  readonly round: number;
  readonly at: Date;
  /** As far as this everybody was judged: to the end of a circle, or until nobody farther could cost less. */
  readonly radiusMetres: number;
  readonly policyVersion: number;
  /** Also those rejected before ranking; the best first, then the rejected from near to far. */
  readonly candidates: readonly RecordedCandidate[];
  /** The nearest of those beyond the largest circle, from near to far. */
  readonly outside: readonly RecordedOutsider[];
  /** The drivers who got an offer; none where the round found nobody. */
  readonly chosen: readonly string[];
  /** Of which window, where the ride was matched together with others. */
  readonly windowId?: string | null;
  /** A sentence: how the round ended. */
  readonly note: string;
}
