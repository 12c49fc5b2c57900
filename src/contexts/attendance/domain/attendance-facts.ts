import type { Travelled } from './distance';
import type { KnownStanding } from './documents';
import type { DutyPolicy } from './duty-policy';
import type { HoursAtHand } from './hours';
import type { LastReading } from './odometer';

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
  readonly last: LastReading;
}

/** What lets a driver on duty, or keeps him off it. */
export interface Admission {
  readonly driver: { readonly status: string };
  readonly vehicle: VehicleAtHand;
  readonly hours: HoursAtHand;
  readonly documents: readonly KnownStanding[];
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
  /** Every ride that the driver is assigned to, under way or not. */
  readonly engagedRideIds: readonly string[];
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
