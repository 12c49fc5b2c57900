import type { CandidateFacts, RideToMatch } from './candidate';
import { isEligible, judge } from './judge-candidate';
import type { MatchingPolicy } from './matching-policy';
import { rank, scoreOf } from './rank-candidates';
import type { RecordedCandidate, RecordedOutsider, RoundRecord } from './round-record';
import type { Search } from './search';

export type Judged = RecordedCandidate;

/** What a round saw of its surroundings; a candidate is replaced by what he turns out to be under his lock. */
export interface Look {
  /** Of the largest circle. */
  radiusMetres: number;
  readonly judged: Judged[];
  /** The nearest beyond it, who were not judged. */
  outside: readonly RecordedOutsider[];
}

/** Verdicts, and a score for whom none of them refuses. */
export function judgeAndScore(facts: CandidateFacts, ride: RideToMatch, policy: MatchingPolicy, now: Date): Judged {
  const verdicts = judge(facts, ride, policy, now);
  const score = isEligible(verdicts) ? scoreOf(facts, policy.weights, now) : null;
  return { driverId: facts.driverId, facts, verdicts, score };
}

/** Of the round that the search has just counted. */
export function recordOf(
  search: Search,
  { radiusMetres, judged, outside }: Look,
  chosen: readonly string[],
  note: string,
  at: Date,
): RoundRecord {
  const { id: searchId, rideId, organizationId, rounds: round, policyVersion } = search;
  const eligible = rank(
    judged.flatMap((candidate) => (candidate.score ? [{ ...candidate, score: candidate.score }] : [])),
  );
  const rejected = judged
    .filter(({ score }) => score === null)
    .sort((a, b) => a.facts.straightMetres - b.facts.straightMetres);
  const candidates = [...eligible, ...rejected];
  const seen = { radiusMetres, candidates, outside, chosen };
  return { searchId, rideId, organizationId, round, at, policyVersion, ...seen, note };
}
