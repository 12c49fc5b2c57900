import type { Page } from '../../../platform/http/page';
import type { CancellationPolicy } from '../domain/cancellation-policy';

export class CancellationTermsResponse {
  /** @example 5 */
  freeMinutes: number;
  /** @example 100 */
  feePermille: number;
  feeCapPaise: number;
  /** @example 100 */
  noShowPermille: number;
  noShowCapPaise: number;
}

export class CancellationPolicyResponse {
  id: string;
  /** @example 2026-12-01T00:00:00.000Z */
  effectiveFrom: string;
  /**
   * Not included; null while no other follows.
   * @example 2027-04-01T00:00:00.000Z
   */
  effectiveTo: string | null;
  terms: CancellationTermsResponse;
  createdAt: string;

  static of({ id, effectiveFrom, effectiveTo, terms, createdAt }: CancellationPolicy): CancellationPolicyResponse {
    return {
      id,
      effectiveFrom: effectiveFrom.toISOString(),
      effectiveTo: effectiveTo?.toISOString() ?? null,
      terms,
      createdAt: createdAt.toISOString(),
    };
  }
}

export class CancellationPolicyPage {
  items: CancellationPolicyResponse[];
  /**
   * Give it as `after` for the rows that follow; null on the last page.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of({ items, next }: Page<CancellationPolicy>): CancellationPolicyPage {
    return { items: items.map((policy) => CancellationPolicyResponse.of(policy)), next };
  }
}
