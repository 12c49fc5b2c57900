import type { LiveRide } from './live-ride';

/** Before the pickup time, in domain time: a rule of ours. What lies beyond, the list of rides shows. */
export const BOARD_HOURS_MS = 4 * 3_600_000;

/** After the pickup time of a ride that nobody drives and nobody ended: it would stay for ever, and with the years all of them. */
export const OVERDUE_HOURS_MS = 48 * 3_600_000;

/** Somebody drives, or is searched, now: shown at whatever hour. A driver has one such ride at a time. */
export const UNDER_WAY = ['ASSIGNING', 'EN_ROUTE', 'ARRIVED', 'STARTED'] as const;

/** Of a ride that is not over: whose time has passed without an end is what a board is for, for two days. */
export function belongsOnBoard({ status, pickupAt }: LiveRide, now: Date): boolean {
  if (pickupAt === null || UNDER_WAY.some((one) => one === status)) return true;
  const ahead = Date.parse(pickupAt) - now.getTime();
  return ahead <= BOARD_HOURS_MS && ahead >= -OVERDUE_HOURS_MS;
}

/** What a fact brings onto the board stays there until the board is turned, so that whoever was shown it is told when it goes. */
export function broughtToBoard(ride: LiveRide, now: Date): LiveRide {
  return isOnBoard(ride) || !belongsOnBoard(ride, now) ? ride : { ...ride, onBoard: true };
}

export function isOnBoard({ onBoard }: LiveRide): boolean {
  return onBoard ?? true;
}
