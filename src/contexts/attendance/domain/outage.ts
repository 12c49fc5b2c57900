import { DomainError } from '../../../platform/errors/domain-error';

/** A time in which a vehicle is out of service, as fleet told it. */
export interface Outage {
  readonly from: Date;
  /** Null: until further notice. */
  readonly until: Date | null;
  readonly reason: string;
}

/**
 * Nobody comes on duty with a vehicle that is out; one that will be out later in the shift keeps him from rides then, not from duty.
 * @throws DomainError (conflict) `vehicle_out_of_service`
 */
export function assertInService(
  { id, plate, outages }: { readonly id: string; readonly plate: string; readonly outages: readonly Outage[] },
  at: Date,
): void {
  const outage = outages.find(({ from, until }) => from <= at && (until === null || until > at));
  if (!outage) return;
  const { reason } = outage;
  const until = outage.until?.toISOString() ?? null;
  const message = `${plate} is out of service ${until ? `until ${until}` : 'until further notice'}: ${reason}`;
  throw new DomainError('conflict', 'vehicle_out_of_service', message, { vehicleId: id, plate, until, reason });
}
