import { illegalRideTransition } from './ride-errors';

export const RIDE_STATUSES = [
  'BLOCKED',
  'EXPIRED',
  'CREATED',
  'ASSIGNING',
  'NO_DRIVERS_FOUND',
  'DRIVER_ASSIGNED',
  'EN_ROUTE',
  'ARRIVED',
  'STARTED',
  'COMPLETED',
  'NO_SHOW',
  'CANCELLED',
] as const;

export type RideStatus = (typeof RIDE_STATUSES)[number];

/** DESIGN §7 as data. A move to the same status is legal only where it is listed: a reassignment. */
export const RIDE_TRANSITIONS: Readonly<Record<RideStatus, readonly RideStatus[]>> = {
  // A partner's hold on capacity, confirmed, lapsed or given up.
  BLOCKED: ['CREATED', 'EXPIRED', 'CANCELLED'],
  // A late confirm may win capacity back.
  EXPIRED: ['CREATED'],
  CREATED: ['ASSIGNING', 'DRIVER_ASSIGNED', 'CANCELLED'],
  ASSIGNING: ['DRIVER_ASSIGNED', 'NO_DRIVERS_FOUND', 'CANCELLED'],
  NO_DRIVERS_FOUND: ['ASSIGNING', 'DRIVER_ASSIGNED', 'CANCELLED'],
  // Reassign; unassign to CREATED; the driver withdrew to ASSIGNING.
  DRIVER_ASSIGNED: ['EN_ROUTE', 'DRIVER_ASSIGNED', 'CREATED', 'ASSIGNING', 'CANCELLED'],
  // Reassign, or a breakdown, or a driver who withdrew or went dark.
  EN_ROUTE: ['ARRIVED', 'DRIVER_ASSIGNED', 'CREATED', 'ASSIGNING', 'CANCELLED'],
  // As from EN_ROUTE: a cab can break down at the kerb too.
  ARRIVED: ['STARTED', 'NO_SHOW', 'DRIVER_ASSIGNED', 'CREATED', 'ASSIGNING', 'CANCELLED'],
  // A second cab finishes the trip and the legs are kept; cancelling is for emergencies, under its own permission.
  STARTED: ['COMPLETED', 'DRIVER_ASSIGNED', 'CANCELLED'],
  COMPLETED: [],
  NO_SHOW: [],
  CANCELLED: [],
};

/** The states in which a driver is actually occupied: at most one such ride a driver. */
export const UNDER_WAY_STATUSES: readonly RideStatus[] = ['EN_ROUTE', 'ARRIVED', 'STARTED'];

/** The states in which a ride holds a driver and a vehicle. */
export const STATUSES_WITH_DRIVER: readonly RideStatus[] = ['DRIVER_ASSIGNED', ...UNDER_WAY_STATUSES];

export function canMove(from: RideStatus, to: RideStatus): boolean {
  return RIDE_TRANSITIONS[from].includes(to);
}

/** @throws DomainError `illegal_ride_transition` (conflict), with from, to and what is allowed in `details`. */
export function assertMove(from: RideStatus, to: RideStatus): void {
  if (!canMove(from, to)) throw illegalRideTransition(from, to, RIDE_TRANSITIONS[from]);
}

/** Nothing follows: completed, a no-show, or cancelled. */
export function isFinal(status: RideStatus): boolean {
  return RIDE_TRANSITIONS[status].length === 0;
}

export function isUnderWay(status: RideStatus): boolean {
  return UNDER_WAY_STATUSES.includes(status);
}
