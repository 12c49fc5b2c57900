import type { EngagedDriver } from '../application/engage-driver';

/** Who drives a ride, in what, and how long it is planned to hold them. */
export class EngagementResponse {
  id: string;
  rideId: string;
  driverId: string;
  /** @example "Ramesh Kumar" */
  driverName: string;
  vehicleId: string;
  /** @example DL1ZA1234 */
  plate: string;
  /** @example SEDAN */
  vehicleClass: string;
  rosterEntryId: string;
  status: 'PLANNED';
  /** @example 2026-03-14T03:30:00.000Z */
  plannedFrom: string;
  /** @example 2026-03-14T05:00:00.000Z */
  plannedUntil: string;
  assignedAt: string;
  /** The ride that he finishes first; null where he was free. */
  afterRideId: string | null;

  static of(engagement: EngagedDriver): EngagementResponse {
    const { id, rideId, driverId, driverName, vehicleId, plate, vehicleClass, rosterEntryId, window } = engagement;
    return {
      ...{ id, rideId, driverId, driverName, vehicleId, plate, vehicleClass, rosterEntryId },
      status: 'PLANNED',
      plannedFrom: window.start.toISOString(),
      plannedUntil: window.end.toISOString(),
      assignedAt: engagement.assignedAt.toISOString(),
      afterRideId: engagement.after?.rideId ?? null,
    };
  }
}
