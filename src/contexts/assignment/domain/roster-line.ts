import type { RosterEntryStatus } from './roster-entry';

/** An entry with what tells a person whose it is. */
export interface RosterLine {
  readonly id: string;
  readonly driverId: string;
  readonly driverName: string;
  readonly vehicleId: string;
  readonly plate: string;
  readonly fleetId: string;
  readonly hubId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly status: RosterEntryStatus;
  readonly acknowledgedAt: Date | null;
  readonly attendedAt: Date | null;
  /** The entry whose place it takes. */
  readonly replacesId: string | null;
  /** Why it was cancelled, or replaced. */
  readonly cancelReason: string | null;
  readonly createdAt: Date;
}

/** A driver who has not said that he knows his shifts of a week. */
export interface SilentDriver {
  readonly driverId: string;
  readonly driverName: string;
  readonly rosterEntryIds: readonly string[];
  /** Of the first of them. */
  readonly startsAt: Date;
}
