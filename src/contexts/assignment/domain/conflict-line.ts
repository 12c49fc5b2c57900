import type { ConflictKind } from './conflict';

/** LAPSED: nobody resolved it while its engagement lasted. */
export type ConflictStanding = 'OPEN' | 'LAPSED' | 'RESOLVED';

/** A conflict with what tells a person whose it is. */
export interface ConflictLine {
  readonly id: string;
  readonly kind: ConflictKind;
  readonly engagementId: string;
  readonly rideId: string;
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
