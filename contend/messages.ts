import type { RoleLogins } from '../src/platform/database/roles';

/** Through the service's own use case, its locks and its look at the facts; or by the repository's statement alone, as if both had been forgotten. */
export const WAYS = ['use case', 'statement'] as const;
export type Way = (typeof WAYS)[number];

/** Why one may lose, by code. Whatever else an attempt ends with was not contended for. */
export const LOST_BY = ['ride_already_assigned', 'driver_engaged', 'vehicle_engaged', 'ride_not_assigned', 'deadlock'];

export interface ContendedRide {
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly pickupAt: string;
}

export interface ContendedDriver {
  readonly driverId: string;
  readonly vehicleId: string;
  readonly rosterEntryId: string;
}

/** What everybody contends for. */
export interface Prizes {
  readonly organizationId: string;
  readonly operatorId: string;
  readonly rides: readonly ContendedRide[];
  readonly drivers: readonly ContendedDriver[];
  /** From pickup to drop, of each ride. */
  readonly expectedMinutes: number;
}

/** What a contender is told at its start. */
export interface Order {
  readonly logins: RoleLogins;
  readonly environment: Readonly<Record<string, string>>;
  readonly prizes: Prizes;
  readonly attempts: number;
  readonly connections: number;
  readonly seed: number;
}

/** An assign that its caller was told he won. Times in milliseconds of the machine's monotonic clock. */
export interface Win {
  readonly way: Way;
  readonly engagementId: string;
  readonly rideId: string;
  readonly driverId: string;
  readonly vehicleId: string;
  /** The stretch it holds driver and cab for, in milliseconds since the epoch. */
  readonly plannedFrom: number;
  readonly plannedUntil: number;
  /** When the caller knew that it was committed. */
  readonly heldFrom: number;
  /** When the caller began to give it back; null where he kept it. */
  readonly heldUntil: number | null;
}

/** What a contender tells every now and then, of the time since it last did. */
export interface Tally {
  readonly made: Readonly<Record<Way, number>>;
  /** By code. */
  readonly lost: Readonly<Record<string, number>>;
  readonly wins: readonly Win[];
  readonly done: boolean;
}

export type ToContender = { readonly order: Order } | 'begin' | 'stop';
export type FromContender = 'ready' | Tally;
