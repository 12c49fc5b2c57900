import type { MatchingPolicy } from '../domain/matching-policy';

export class MatchingRuleResponse {
  /** @example seen_recently */
  name: string;
  /** @example true */
  enabled: boolean;
  /** @example {"seconds": 90} */
  parameters: Record<string, number>;
}

export class MatchingRadiiResponse {
  startMetres: number;
  stepMetres: number;
  mostMetres: number;
}

/** All in seconds of pickup time. */
export class MatchingWeightsResponse {
  /** @example 1 */
  pickup: number;
  /** @example 1 */
  idleMinute: number;
  /** @example 60 */
  idleMinutesAtMost: number;
  /** @example 30 */
  acceptance: number;
  /** @example 0.1 */
  chargePercent: number;
  /** @example 60 */
  finishing: number;
}

export class MatchingPolicyResponse {
  version: number;
  rules: MatchingRuleResponse[];
  radii: MatchingRadiiResponse;
  offerSeconds: number;
  /** @example 1 */
  batchSize: number;
  searchSeconds: number;
  roundPauseSeconds: number;
  /**
   * After so many rounds in a row that found nobody the search ends; 0: when its time is spent.
   * @example 0
   */
  emptyRounds: number;
  weights: MatchingWeightsResponse;

  static of(policy: MatchingPolicy): MatchingPolicyResponse {
    const { version, rules, radii, offerSeconds, batchSize, searchSeconds, weights } = policy;
    return {
      version,
      rules: rules.map(({ name, enabled, parameters }) => ({ name, enabled, parameters })),
      radii,
      offerSeconds,
      batchSize,
      searchSeconds,
      roundPauseSeconds: policy.roundPauseSeconds,
      emptyRounds: policy.emptyRounds,
      weights,
    };
  }
}
