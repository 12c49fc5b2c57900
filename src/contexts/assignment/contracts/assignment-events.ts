import { DomainEvent } from '../../../platform/events/domain-event';

/** The driver drives this vehicle in this shift window. */
export class RosterEntryPlanned extends DomainEvent<{
  rosterEntryId: string;
  driverId: string;
  vehicleId: string;
  startsAt: string;
  endsAt: string;
}> {
  static override readonly type = 'assignment.roster_entry_planned';
  static override readonly aggregateType = 'roster_entry';
}

export class RosterEntryCancelled extends DomainEvent<{
  rosterEntryId: string;
  driverId: string;
  vehicleId: string;
  reason: string;
}> {
  static override readonly type = 'assignment.roster_entry_cancelled';
  static override readonly aggregateType = 'roster_entry';
}

/**
 * Assigned or, where `previousDriverId` is set, reassigned. The ride context moves the ride, or vetoes.
 * On a reassignment `EngagementEnded` of the previous driver's engagement comes first, in the same transaction.
 */
export class DriverAssigned extends DomainEvent<{
  engagementId: string;
  rideId: string;
  driverId: string;
  driverName: string;
  driverPhone: string;
  vehicleId: string;
  plate: string;
  vehicleClass: string;
  previousDriverId: string | null;
  reason: string | null;
}> {
  static override readonly type = 'assignment.driver_assigned';
  static override readonly aggregateType = 'engagement';
  static override readonly personal = { subject: 'driverId', fields: ['driverName', 'driverPhone'] };
}

/** The ride goes back among those that wait; the ride context moves it, or vetoes. `EngagementEnded` comes first. */
export class DriverUnassigned extends DomainEvent<{
  engagementId: string;
  rideId: string;
  driverId: string;
  vehicleId: string;
  reason: string;
}> {
  static override readonly type = 'assignment.driver_unassigned';
  static override readonly aggregateType = 'engagement';
}

/**
 * The engagement is over: the driver and the vehicle are free of this ride. Every engagement that `DriverAssigned` began
 * ends in exactly one of these, whatever ended it: `completed` with the ride (or its no-show), `released` when it was
 * reassigned, unassigned or cancelled.
 */
export class EngagementEnded extends DomainEvent<{
  engagementId: string;
  rideId: string;
  driverId: string;
  vehicleId: string;
  outcome: 'completed' | 'released';
}> {
  static override readonly type = 'assignment.engagement_ended';
  static override readonly aggregateType = 'engagement';
}

/** A timer: its after-commit listener runs at `plannedUntil` and looks whether the engagement is over. */
export class EngagementEndPlanned extends DomainEvent<{
  engagementId: string;
  rideId: string;
  driverId: string;
  vehicleId: string;
  plannedUntil: string;
}> {
  static override readonly type = 'assignment.engagement_end_planned';
  static override readonly aggregateType = 'engagement';
}

/** Reality overran the plan: an operator must look. */
export class ConflictRaised extends DomainEvent<{
  conflictId: string;
  engagementId: string;
  kind: 'engagement_overran' | 'driver_unavailable' | 'vehicle_unavailable';
  rideId: string;
  driverId: string;
  vehicleId: string;
  detail: string;
}> {
  static override readonly type = 'assignment.conflict_raised';
  static override readonly aggregateType = 'conflict';
}

export class ConflictResolved extends DomainEvent<{
  conflictId: string;
  engagementId: string;
  resolvedBy: string;
  reason: string;
}> {
  static override readonly type = 'assignment.conflict_resolved';
  static override readonly aggregateType = 'conflict';
}
