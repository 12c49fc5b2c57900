import { DomainEvent } from '../../../platform/events/domain-event';

/** The driver drives this vehicle in this shift window. */
export class RosterEntryPlanned extends DomainEvent<{
  rosterEntryId: string;
  driverId: string;
  vehicleId: string;
  startsAt: string;
  endsAt: string;
  /** When the driver was to come, where this lets him in late for a shift that he missed; absent otherwise, and in facts of before. */
  dueSince?: string;
}> {
  static override readonly type = 'assignment.roster_entry_planned';
  static override readonly aggregateType = 'roster_entry';
}

/** A shift of a week that is not told to anybody yet: `RosterEntryPlanned` follows when the week is published. */
export class RosterEntryDrafted extends DomainEvent<{
  rosterEntryId: string;
  driverId: string;
  vehicleId: string;
  startsAt: string;
  endsAt: string;
}> {
  static override readonly type = 'assignment.roster_entry_drafted';
  static override readonly aggregateType = 'roster_entry';
}

/**
 * Another entry takes the place of this one, with another driver, vehicle or start; that one is told of as every other. One that
 * was missed stays so.
 */
export class RosterEntryReplaced extends DomainEvent<{
  rosterEntryId: string;
  driverId: string;
  vehicleId: string;
  replacedBy: { rosterEntryId: string; driverId: string; vehicleId: string };
  reason: string;
}> {
  static override readonly type = 'assignment.roster_entry_replaced';
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

/** The week's shifts of a hub are told to their drivers; each acknowledges his own. */
export class RosterPublished extends DomainEvent<{
  hubId: string;
  /** The Monday, a local date. */
  week: string;
  rosterEntryIds: string[];
  driverIds: string[];
  publishedBy: string;
}> {
  static override readonly type = 'assignment.roster_published';
  static override readonly aggregateType = 'roster_week';
}

export class RosterEntryAcknowledged extends DomainEvent<{ rosterEntryId: string; driverId: string }> {
  static override readonly type = 'assignment.roster_entry_acknowledged';
  static override readonly aggregateType = 'roster_entry';
}

/** A timer: its listener looks, at `dueAt`, whether the driver of the shift has come. */
export class ShiftStartLookPlanned extends DomainEvent<{
  rosterEntryId: string;
  driverId: string;
  dueAt: string;
  /** When it was planned, he could not have checked in; absent where he could. */
  keptOut?: boolean;
}> {
  static override readonly type = 'assignment.shift_start_look_planned';
  static override readonly aggregateType = 'roster_entry';
}

/** The driver had not checked in when he should and could have: the hub's managers are told, and the vehicle is free for another. */
export class ShiftMissed extends DomainEvent<{
  rosterEntryId: string;
  driverId: string;
  vehicleId: string;
  hubId: string;
  startsAt: string;
}> {
  static override readonly type = 'assignment.shift_missed';
  static override readonly aggregateType = 'roster_entry';
}
