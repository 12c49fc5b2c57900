import { DomainError } from '../../../platform/errors/domain-error';

/** A time in which the vehicle does no work. */
export interface Outage {
  readonly id: string;
  readonly vehicleId: string;
  readonly from: Date;
  /** Null: until somebody ends it. */
  readonly until: Date | null;
  readonly reason: string;
  /** Why it ended otherwise than was said at first. */
  readonly endedReason: string | null;
  /** It was ended before it began: as if it had never been. */
  readonly withdrawnAt: Date | null;
}

/**
 * @param from left out: from now on
 * @throws DomainError `outage_in_the_past`, `outage_without_time`
 */
export function outageFrom(
  from: Date | undefined,
  until: Date | null,
  now: Date,
): { readonly from: Date; readonly until: Date | null } {
  const begins = from ?? now;
  if (begins < now) {
    throw new DomainError('rule', 'outage_in_the_past', 'An outage begins now (leave out startsAt) or later.', {
      startsAt: begins.toISOString(),
    });
  }
  if (until !== null && until <= begins) {
    throw new DomainError('rule', 'outage_without_time', 'An outage ends after it begins.', {
      startsAt: begins.toISOString(),
      endsAt: until.toISOString(),
    });
  }
  return { from: begins, until };
}

/**
 * How it ends at the moment asked for: one that has not begun by then is withdrawn.
 * @throws DomainError `outage_over`, `outage_in_the_past`
 */
export function endedOutage(outage: Outage, until: Date, reason: string, now: Date): Outage {
  if (outage.withdrawnAt !== null || (outage.until !== null && outage.until <= now)) {
    throw new DomainError('conflict', 'outage_over', 'This outage is over already.');
  }
  if (until < now) {
    throw new DomainError('rule', 'outage_in_the_past', 'An outage ends now (leave out endsAt) or later.', {
      endsAt: until.toISOString(),
    });
  }
  if (until <= outage.from) return { ...outage, endedReason: reason, withdrawnAt: now };
  return { ...outage, until, endedReason: reason };
}
