import type { Travelled } from './distance';
import type { KnownStanding } from './documents';
import type { DutyPolicy } from './duty-policy';
import type { HoursAtHand } from './hours';
import type { LastReading } from './odometer';
import type { Outage } from './outage';
import type { RosterEntry } from './roster-entry';

export interface CheckInFacts {
  readonly id: string;
  readonly organizationId: string;
  readonly driverId: string;
  readonly fleetId: string;
  readonly hubId: string;
  readonly vehicleId: string;
  readonly rosterEntryId: string;
  readonly shiftStartsAt: Date;
  readonly shiftEndsAt: Date;
  readonly deviceId: string;
  readonly selfieId: string;
  /** 1 for the first check-in of the driver for the roster entry, one more each time. */
  readonly attempt: number;
  readonly odometerStartMetres: number;
  /** Whole minutes after the shift's start, beyond the grace. */
  readonly lateMinutes: number;
  /** He has never been on duty with this device. */
  readonly firstTimeDevice: boolean;
  /** The user. */
  readonly checkedInBy: string;
}

/** The vehicle as it is known when a decision is taken. */
export interface VehicleAtHand {
  readonly id: string;
  readonly plate: string;
  readonly status: string;
  /** Those not over when fleet told of them. */
  readonly outages: readonly Outage[];
  readonly last: LastReading;
}

/** What lets a driver on duty, or keeps him off it. */
export interface Admission {
  readonly driver: { readonly status: string };
  readonly vehicle: VehicleAtHand;
  readonly hours: HoursAtHand;
  readonly documents: readonly KnownStanding[];
}

/** What is looked at again when a check-in is approved, and what the duty is measured from. */
export interface ApprovalFacts extends Admission {
  /** Of the check-in, as the roster stands now; null where it has none of the driver that is not over. */
  readonly entry: RosterEntry | null;
  readonly travelled: Travelled | null;
}

/** Who decides on a check-in. */
export interface Decider {
  readonly userId: string;
  /** Set when that user is a driver too. */
  readonly driverId: string | null;
}

export interface CheckOutFacts {
  readonly odometerEndMetres: number;
  readonly cashPaise: number;
  /** What the driver took on his own UPI account. */
  readonly personalUpiPaise: number;
}

/** What else is known when a driver checks out. */
export interface Leaving {
  /** The driver's rides that are under way, or to be carried in the shifts of this duty. */
  readonly engagedRideIds: readonly string[];
  /** Those of the driver that are not over. */
  readonly shifts: readonly RosterEntry[];
  readonly last: LastReading;
  /** Fares of this duty that were paid in cash. */
  readonly cashExpectedPaise: number;
  readonly policy: DutyPolicy;
  /** What the device has travelled by now. */
  readonly travelled: Travelled | null;
}

/** A break that is over, as stored. */
export interface FinishedBreak {
  readonly startedAt: string;
  readonly endedAt: string;
}
