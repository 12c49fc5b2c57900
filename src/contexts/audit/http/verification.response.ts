import type { Verification } from '../application/verify-chain';

export class ViolationResponse {
  /** @example entry_missing */
  kind:
    | 'entry_altered'
    | 'entry_missing'
    | 'entry_unsealed_behind_the_head'
    | 'retired_month_differs'
    | 'retired_too_early'
    | 'number_missing'
    | 'chain_truncated'
    | 'chain_rewritten'
    | 'anchors_missing'
    | 'anchors_unreadable';
  /**
   * The first bad number; null where what is wrong has none.
   * @example 4711
   */
  number: number | null;
  entryId: string | null;
  /** @example 'Entry 0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a, sealed as number 4711, was removed.' */
  why: string;
}

export class VerificationResponse {
  /** Whether the chain and the anchors are as they were sealed. */
  intact: boolean;
  /**
   * How many entries are as they were sealed, up to the first violation.
   * @example 48213
   */
  verifiedCount: number;
  /** How many of these have left with their month, since they were kept long enough: their seals are all that is left. */
  retiredCount: number;
  /**
   * The last month, in UTC, whose entries have all left; null where none have. By default a month is kept for 96 more.
   * @example 2018-09
   */
  retiredUpTo: string | null;
  /**
   * The hash of the last of these, in hexadecimal; null when nothing is sealed.
   * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
   */
  headHash: string | null;
  /**
   * The last number that agrees with an anchor outside the database.
   * @example 48213
   */
  anchoredUpTo: number;
  /** Recorded and not sealed yet. */
  unsealedCount: number;
  oldestUnsealedAt: string | null;
  violation: ViolationResponse | null;

  static of(verification: Verification): VerificationResponse {
    const { violation, intact, retired, retiredUpTo, head, anchoredUpTo, unsealed } = verification;
    return {
      intact: violation === null,
      verifiedCount: intact,
      retiredCount: retired,
      retiredUpTo,
      headHash: head?.hash.toString('hex') ?? null,
      anchoredUpTo,
      unsealedCount: unsealed.count,
      oldestUnsealedAt: unsealed.oldestRecordedAt?.toISOString() ?? null,
      violation,
    };
  }
}
