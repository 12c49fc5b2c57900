import { timeWindow, type TimeWindow } from '../../../kernel/time-window';

/** PLANNED until the driver departs; ENDED with the ride; RELEASED when the ride was taken from him or cancelled. */
export type EngagementStatus = 'PLANNED' | 'UNDER_WAY' | 'ENDED' | 'RELEASED';

/** How long before the pickup a driver is held for a ride: the way there. A rule of this operator, not of law. */
export const LEAD_MINUTES = 30;
/** How long after the expected end a driver is held: traffic, and setting down the rider. A rule of this operator. */
export const BUFFER_MINUTES = 15;

/** For parking, and for the rider to come down: the promise is kept more often than it is broken. */
const PROMISE_MARGIN_SECONDS = 120;

const MINUTE_MILLISECONDS = 60_000;

/** A driver's hold on one ride, with the vehicle that he drives it in. */
export interface Engagement {
  readonly id: string;
  readonly organizationId: string;
  readonly rideId: string;
  readonly driverId: string;
  readonly vehicleId: string;
  readonly rosterEntryId: string;
  readonly window: TimeWindow;
  /** The user who assigned him. */
  readonly assignedBy: string;
  readonly assignedAt: Date;
  /** The ride that he finishes first, and when he will have; null where he was free. */
  readonly after: { readonly rideId: string; readonly freeAt: Date } | null;
}

/** When the driver must be there: the pickup, or now where that is past and he takes a ride over. */
export function neededAt(pickupAt: Date, now: Date): Date {
  return pickupAt > now ? pickupAt : now;
}

/**
 * What a driver who accepts an offer is held to; null where he can be there before the booked time of a scheduled ride, which
 * stands.
 */
export function promisedPickup(
  pickupSeconds: number,
  { demand, pickupAt }: { readonly demand: 'now' | 'scheduled'; readonly pickupAt: Date },
  now: Date,
): Date | null {
  const promised = new Date(now.getTime() + (pickupSeconds + PROMISE_MARGIN_SECONDS) * 1_000);
  return demand === 'scheduled' && pickupAt >= promised ? null : promised;
}

/**
 * What the ride takes of the driver's and the vehicle's time: from LEAD_MINUTES before the pickup, though never before
 * now, until BUFFER_MINUTES after the expected end, counted from now where the pickup is past.
 */
export function plannedWindow(pickupAt: Date, expectedMinutes: number, now: Date): TimeWindow {
  const lead = new Date(pickupAt.getTime() - LEAD_MINUTES * MINUTE_MILLISECONDS);
  const heldMinutes = expectedMinutes + BUFFER_MINUTES;
  return timeWindow(
    lead > now ? lead : now,
    new Date(neededAt(pickupAt, now).getTime() + heldMinutes * MINUTE_MILLISECONDS),
  );
}
