import type { Audience } from './audience';
import { isOnBoard } from './board-hours';
import { driverView, type DriverView, type LiveDriver } from './live-driver';
import type { LiveOffer } from './live-offer';
import { isBooked, type LiveRide, rideView, type RideView } from './live-ride';
import type { PlanBody } from './told-plans';

/**
 * `ride`, `driver` and `offer` carry the whole of it as it is now: keep the last by its id. `ride_left` and `driver_left`
 * say that it is no longer the watcher's to see. `document` reminds of one that lapses soon: it is told once, and kept nowhere.
 */
export type ChangeBody =
  | { readonly kind: 'ride'; readonly payload: RideView }
  | { readonly kind: 'ride_left'; readonly payload: { readonly rideId: string } }
  | { readonly kind: 'driver'; readonly payload: DriverView }
  | { readonly kind: 'driver_left'; readonly payload: { readonly driverId: string } }
  | { readonly kind: 'offer'; readonly payload: LiveOffer }
  | { readonly kind: 'document'; readonly payload: LapsingDocument };

/** A paper of a driver, a vehicle, a fleet, the operator or a user of his. */
export interface LapsingDocument {
  readonly documentId: string;
  readonly documentType: string;
  readonly subjectType: string;
  readonly subjectId: string;
  /** A local day, its last. */
  readonly expiresOn: string;
  readonly daysLeft: number;
}

export type Change = (ChangeBody | PlanBody) & { readonly audience: Audience };

type Place = Pick<Audience, 'fleetId' | 'hubId'>;
type PlaceOf = (driverId: string | null) => Place;

export const NO_PLACE: Place = { fleetId: null, hubId: null };

/** What a ride's change tells, and to whom; first of all to those who lose sight of it. Nothing before it is booked. */
export function rideChanges(before: LiveRide | undefined, after: LiveRide, placeOf: PlaceOf): Change[] {
  if (!isBooked(after)) return [];
  const told = { kind: 'ride', payload: rideView(after), audience: rideAudience(after, placeOf) } as const;
  if (!before || !isBooked(before) || before.driverId === after.driverId) return [told];
  const until = { ...rideAudience(before, placeOf), riderId: null };
  return [{ kind: 'ride_left', payload: { rideId: after.rideId }, audience: until }, told];
}

export function rideAudience(ride: LiveRide, placeOf: PlaceOf): Audience {
  const { riderId, driverId } = ride;
  return { riderId, driverId, onBoard: isOnBoard(ride), ...placeOf(driverId) };
}

/** To the boards in whose scope the place lies, of a ride that comes to them, or leaves them, while nothing else changes. */
export function boardChange(ride: LiveRide, place: Place, comes: boolean): Change {
  const audience = { riderId: null, driverId: null, onBoard: true, ...place };
  return comes
    ? { kind: 'ride', payload: rideView(ride), audience }
    : { kind: 'ride_left', payload: { rideId: ride.rideId }, audience };
}

/** With their driver, his rides move to the boards of another hub. */
export function rideMoves(rides: readonly LiveRide[], from: Place, to: Place): Change[] {
  return rides.filter(isOnBoard).flatMap((ride) => [boardChange(ride, from, false), boardChange(ride, to, true)]);
}

export function driverChanges(before: LiveDriver | undefined, after: LiveDriver): Change[] {
  const { driverId, fleetId, hubId } = after;
  const audience = { riderId: null, driverId, onBoard: true, fleetId, hubId };
  const told = { kind: 'driver', payload: driverView(after), audience } as const;
  if (!before?.hubId || before.hubId === hubId) return [told];
  const until = { riderId: null, driverId: null, onBoard: true, fleetId: before.fleetId, hubId: before.hubId };
  return [{ kind: 'driver_left', payload: { driverId }, audience: until }, told];
}

/** To the driver whose it is, and to the boards in whose scope he, the vehicle or the fleet lies; without a fleet, to those of the whole operator. */
export function documentChange(document: LapsingDocument, place: Place): Change {
  const driverId = document.subjectType === 'driver' ? document.subjectId : null;
  return { kind: 'document', payload: document, audience: { riderId: null, driverId, onBoard: true, ...place } };
}

export function offerChange(offer: LiveOffer, place: Place): Change {
  const { driverId } = offer;
  return { kind: 'offer', payload: offer, audience: { riderId: null, driverId, onBoard: true, ...place } };
}
