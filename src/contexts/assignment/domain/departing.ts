import type { DomainError } from '../../../platform/errors/domain-error';
import { driverRefused, driverWithdrawn, vehicleWithdrawn } from './assignment-errors';
import { type Documents, documentsRefusal } from './documents';
import { type Outage, outageRefusal } from './outage';

/** Who departs and in what, as both stand until the transaction ends. */
export interface Departing {
  readonly driverId: string;
  readonly driverStatus: string;
  readonly documents: Documents;
  readonly vehicleId: string;
  readonly plate: string;
  readonly vehicleStatus: string;
  readonly vehicleDocuments: Documents;
  readonly outages: readonly Outage[];
  /** Until when the ride was to hold them. */
  readonly plannedUntil: Date;
}

/**
 * What was judged when the ride was assigned may have changed since. The ride holds them until its planned end, or of one that is
 * late, for now at least.
 * @returns null where they may depart; under the code of the weightiest reason, with all of them, where not
 */
export function departureRefusal(departing: Departing, now: Date): DomainError | null {
  const { documents, vehicleDocuments, outages, plate, plannedUntil } = departing;
  const end = new Date(Math.max(plannedUntil.getTime(), now.getTime() + 1));
  const refusals = [
    departing.driverStatus === 'ACTIVE' ? null : driverWithdrawn(departing),
    documentsRefusal('driver', documents, end),
    departing.vehicleStatus === 'ACTIVE' ? null : vehicleWithdrawn(departing),
    outageRefusal(plate, outages, { start: now, end }),
    documentsRefusal('vehicle', vehicleDocuments, end),
  ].filter((refusal) => refusal !== null);
  return refusals.length > 0 ? driverRefused(refusals) : null;
}
