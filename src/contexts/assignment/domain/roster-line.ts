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
  readonly cancelReason: string | null;
  readonly createdAt: Date;
}
