import type { ConflictKind } from '../contracts/assignment-events';

/** LAPSED: nobody resolved it while its engagement, or its shift, lasted. */
export type ConflictStanding = 'OPEN' | 'LAPSED' | 'RESOLVED';

/** A conflict with what tells a person whose it is. */
export interface ConflictLine {
  readonly id: string;
  readonly kind: ConflictKind;
  readonly engagementId: string | null;
  readonly rideId: string | null;
  readonly rosterEntryId: string | null;
  readonly driverId: string;
  readonly driverName: string;
  readonly vehicleId: string;
  readonly plate: string;
  readonly detail: string;
  readonly status: ConflictStanding;
  readonly raisedAt: Date;
  readonly resolvedAt: Date | null;
  readonly resolvedBy: string | null;
  readonly reason: string | null;
}
