import type { Page } from '../../../platform/http/page';
import type { Outage } from '../domain/outage';

export class OutageResponse {
  id: string;
  vehicleId: string;
  startsAt: string;
  /** Null: until somebody ends it. */
  endsAt: string | null;
  /** @example 'Bumper repair' */
  reason: string;
  /**
   * Why it ended otherwise than was said at first; null where it did not.
   * @example 'Repaired sooner than expected'
   */
  endedReason: string | null;
  /** When it was ended before it began, as if it had never been; else null. */
  withdrawnAt: string | null;

  static of({ id, vehicleId, from, until, reason, endedReason, withdrawnAt }: Outage): OutageResponse {
    return {
      id,
      vehicleId,
      startsAt: from.toISOString(),
      endsAt: until?.toISOString() ?? null,
      reason,
      endedReason,
      withdrawnAt: withdrawnAt?.toISOString() ?? null,
    };
  }
}

export class OutagePage {
  items: OutageResponse[];
  /** Give it as `after` for the rows that follow; null on the last page. */
  next: string | null;

  static of({ items, next }: Page<Outage>): OutagePage {
    return { items: items.map((outage) => OutageResponse.of(outage)), next };
  }
}
