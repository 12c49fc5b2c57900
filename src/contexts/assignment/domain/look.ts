import type { CandidateFacts, RideToMatch, Score } from './candidate';
import { isEligible, judge } from './judge-candidate';
import type { MatchingPolicy } from './matching-policy';
import { rank, scoreOf, weighed } from './rank-candidates';
import { leastCostBeyond, NOWHERE, type Reach, type WaysBeyond } from './reach';
import type { RecordedCandidate, RecordedOutsider, RoundRecord } from './round-record';
import type { Search } from './search';

export type Judged = RecordedCandidate;
export type Passing = Judged & { readonly score: Score };

/** With so many who pass a look may end before its circle does: as many searches at once find somebody each. */
export const ENOUGH_TO_CHOOSE = 10;
/** No round judges more: all that is known of each is read, judged and written down. */
export const MOST_JUDGED = 1_000;
/** With so many judged only those who could take the ride are looked at: a depot full of others must not hide who stands behind it. */
export const MOST_UNFIT = 500;

/** What a round saw of its surroundings; a candidate is replaced by what he turns out to be under his lock. */
export interface Look {
  /** As far as this everybody was judged; where it is crowded, beyond the nearest MOST_UNFIT everybody who could take the ride. */
  readonly reach: Reach;
  /** Beyond the nearest MOST_UNFIT it looked for those only who could take the ride. */
  readonly isCrowded: boolean;
  readonly judged: Judged[];
  /** The nearest beyond it, who were not judged. */
  readonly outside: readonly RecordedOutsider[];
}

export const NOBODY_SEEN: Look = { reach: NOWHERE, isCrowded: false, judged: [], outside: [] };

export function passing(judged: readonly Judged[]): Passing[] {
  return judged.filter((candidate): candidate is Passing => candidate.score !== null);
}

/** Somebody would take the ride, but that another search's offer is open to him: by and by he may be free. */
export function isAskedElsewhere({ judged }: Look): boolean {
  return judged.some(({ verdicts }) => {
    const refusals = verdicts.filter(({ passed }) => !passed);
    return refusals.length === 1 && refusals[0]!.rule === 'not_offered_elsewhere';
  });
}

/**
 * True where nobody farther can cost less than those who would be asked, and others are at hand should these be taken.
 * @param options `enough` of them there must be to choose from; the `best` so many must be known, by default who would be
 * asked; `ways`: how their costs were found; `weight`: of the way, as for a rider who has waited, 1 by default.
 */
export function hasBest(
  judged: readonly Judged[],
  reach: Reach,
  policy: MatchingPolicy,
  { enough = ENOUGH_TO_CHOOSE, best = policy.batchSize, ways, weight = 1 }: Sureness = {},
): boolean {
  const costs = costsOf(judged, weight);
  if (costs.length < Math.max(enough, best)) return false;
  return costs[best - 1]! <= leastCostBeyond(reach.metres, policy, ways, weight);
}

/** Of those who pass, the least first. */
export function costsOf(judged: readonly Judged[], weight: number): number[] {
  const costs = passing(judged).map(({ score }) => weighed(score, weight).cost);
  return costs.sort((a, b) => a - b);
}

/** The least that any of them may cost whose way is an estimate, were he there so many times sooner. */
export function leastCostOf(estimated: readonly Passing[], weight: number, times: number): number {
  const costs = estimated.map(
    ({ score }) => weighed(score, weight).cost - weight * score.parts.pickup * (1 - 1 / times),
  );
  return Math.min(...costs);
}

/**
 * True at the end of a circle where somebody passes who is free, or where nobody farther can cost less: who has a ride to
 * finish first may be there later than somebody idle in the next circle.
 */
export function endsCircle(judged: readonly Judged[], reach: Reach, policy: MatchingPolicy, until: Sureness): boolean {
  return (
    passing(judged).some(({ facts }) => !facts.finishing) || hasBest(judged, reach, policy, { ...until, enough: 1 })
  );
}

export interface Sureness {
  readonly enough?: number;
  readonly best?: number;
  readonly ways?: WaysBeyond;
  readonly weight?: number;
}

/** Verdicts, and a score for whom none of them refuses. */
export function judgeAndScore(facts: CandidateFacts, ride: RideToMatch, policy: MatchingPolicy, now: Date): Judged {
  const verdicts = judge(facts, ride, policy, now);
  const score = isEligible(verdicts) ? scoreOf(facts, policy.weights, now) : null;
  return { driverId: facts.driverId, facts, verdicts, score };
}

export function isByRoad({ facts }: Judged): boolean {
  return !facts.pickup.estimated;
}

/** Where the way of some is known by road, those of whom only an estimate is known are not compared with them. */
export function comparable(judged: readonly Judged[]): Judged[] {
  if (!passing(judged).some(isByRoad)) return [...judged];
  return judged.map((candidate) =>
    candidate.score !== null && !isByRoad(candidate)
      ? { ...candidate, score: null, passedOver: 'not_routed' }
      : candidate,
  );
}

/** Of the round that the search has just counted. */
export function recordOf(
  search: Search,
  { reach, isCrowded, judged, outside }: Look,
  chosen: readonly string[],
  note: string,
  at: Date,
): RoundRecord {
  const { id: searchId, rideId, organizationId, rounds: round, policyVersion } = search;
  const eligible = rank(passing(judged));
  const rejected = judged
    .filter(({ score }) => score === null)
    .sort((a, b) => a.facts.straightMetres - b.facts.straightMetres);
  const candidates = [...eligible, ...rejected];
  const radiusMetres = Math.max(0, Math.floor(reach.metres));
  const seen = { radiusMetres, candidates, outside, chosen };
  const crowded = isCrowded ? [CROWDED] : [];
  const cutShort = judged.length < MOST_JUDGED ? [] : [CUT_SHORT];
  const whole = [note, ...crowded, ...cutShort].join(' ');
  return { searchId, rideId, organizationId, round, at, policyVersion, ...seen, note: whole };
}

export const CROWDED = `At least ${MOST_UNFIT} drivers stood near: of those farther only who was on duty, in a fitting cab and free was judged.`;
const CUT_SHORT = `It judged ${MOST_JUDGED.toLocaleString('en-IN')} drivers, as many as a round may, and looked no further.`;
