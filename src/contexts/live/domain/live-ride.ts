import type { GeoPoint } from '../../../kernel/geo-point';
import type { DomainEvent } from '../../../platform/events/domain-event';
import {
  DriverAssigned,
  DriverProgressDoubted,
  type ProgressTrouble,
  SearchStarted,
} from '../../assignment/contracts/assignment-events';
import {
  RideArrived,
  RideAssigned,
  RideBooked,
  RideBrokenDown,
  RideCancelled,
  RideCompleted,
  RideDeparted,
  RideNoShow,
  RidePickupMoved,
  RideSearching,
  RideStarted,
  RideUnassigned,
  RideUnfulfilled,
} from '../../ride/contracts/ride-events';
import { isLater, isMadeAfter, type Mark, markOf, NOTHING_YET } from './mark';

/** Who was engaged, as assignment told: shown while the ride itself says that he drives it. */
interface Engaged {
  readonly driverId: string;
  readonly driverName: string;
  readonly plate: string;
  readonly promisedPickupAt: string | null;
  /** He sets down another rider before he departs. Left out of what was remembered before it was: he does not. */
  readonly finishesAnotherFirst?: boolean;
  readonly eventId: string;
}

interface Trouble {
  readonly driverId: string;
  readonly kind: ProgressTrouble;
}

/** Where the rider waits for another cab, since his own broke down with him aboard; null: nobody said. */
interface Meeting {
  readonly point: GeoPoint | null;
  readonly eventId: string;
}

/** What live remembers of a ride. Whoever hears of it the first time by a later fact knows the rest when that comes. */
export interface LiveRide {
  readonly rideId: string;
  readonly riderId: string | null;
  readonly when: 'scheduled' | 'now' | null;
  readonly vehicleClass: string | null;
  readonly pickup: GeoPoint | null;
  readonly drop: GeoPoint | null;
  /** Of the pickup, for its driver alone, as is the name. Left out of what was remembered before they were. */
  readonly address?: string | null;
  readonly passengerName?: string | null;
  readonly pickupAt: string | null;
  readonly status: string;
  readonly driverId: string | null;
  readonly engaged: Engaged | null;
  readonly trouble: Trouble | null;
  readonly brokenDown: boolean;
  /** Whether boards show it now. Left out of what was remembered before it was: they do. */
  readonly onBoard?: boolean;
  /** Null: at the pickup. Left out of what was remembered before it was. */
  readonly meeting?: Meeting | null;
  readonly changedAt: string;
  readonly ended: boolean;
  readonly mark: Mark;
  readonly pickupMark: Mark;
}

export type RideFact =
  | RideBooked
  | RideSearching
  | RideUnfulfilled
  | RideAssigned
  | RideUnassigned
  | RideDeparted
  | RideArrived
  | RideStarted
  | RideBrokenDown
  | RidePickupMoved
  | RideCompleted
  | RideNoShow
  | RideCancelled
  | DriverAssigned
  | DriverProgressDoubted
  | SearchStarted;

/** The ride after the fact; the same object where the fact tells nothing new. Of one that is over the rider is forgotten. */
export function followRide(known: LiveRide | undefined, fact: RideFact): LiveRide {
  const ride = heed(known, fact);
  return ride.ended && (ride.address || ride.passengerName) ? { ...ride, address: null, passengerName: null } : ride;
}

function heed(known: LiveRide | undefined, fact: RideFact): LiveRide {
  const ride = known ?? unheardOf(fact.payload.rideId, fact);
  if (fact instanceof DriverAssigned) return engage(ride, fact);
  if (fact instanceof DriverProgressDoubted) return doubt(ride, fact);
  if (fact instanceof SearchStarted) return fact.payload.pickup ? meet(ride, fact, fact.payload.pickup) : ride;
  const told = placesAfter(ride, fact);
  if (!isLater(fact, ride.mark)) return told;
  return { ...told, ...stateAfter(ride, fact), mark: markOf(fact), changedAt: fact.occurredAt.toISOString() };
}

/** Only a booking tells what a ride is: until it is heard, what else is heard of the ride is kept in mind and shown to nobody. */
export function isBooked(ride: LiveRide): boolean {
  return ride.vehicleClass !== null;
}

/** Where the driver must come to; null where nobody knows. */
export function meetingPoint({ pickup, meeting }: LiveRide): GeoPoint | null {
  return meeting ? meeting.point : pickup;
}

function placesAfter(ride: LiveRide, fact: RideFact): LiveRide {
  if (fact instanceof RideBooked) return book(ride, fact);
  if (fact instanceof RidePickupMoved) return move(ride, fact);
  return fact instanceof RideBrokenDown && fact.payload.aboard ? meet(ride, fact, fact.payload.place) : ride;
}

function meet(ride: LiveRide, fact: DomainEvent, place: GeoPoint | null): LiveRide {
  if (ride.meeting && !isMadeAfter(fact, ride.meeting.eventId)) return ride;
  return { ...ride, meeting: { point: place && pointOf(place), eventId: fact.id } };
}

function unheardOf(rideId: string, { occurredAt }: DomainEvent): LiveRide {
  const unknown = { riderId: null, when: null, vehicleClass: null, pickup: null, drop: null, pickupAt: null };
  const nobody = { driverId: null, engaged: null, trouble: null, brokenDown: false, meeting: null, onBoard: false };
  const changedAt = occurredAt.toISOString();
  return {
    rideId,
    ...unknown,
    ...nobody,
    status: 'CREATED',
    changedAt,
    ended: false,
    mark: NOTHING_YET,
    pickupMark: NOTHING_YET,
  };
}

function book(ride: LiveRide, fact: RideBooked): LiveRide {
  const { riderId, when, vehicleClass, pickup, drop, pickupAt, passenger } = fact.payload;
  const moved = ride.pickupMark !== NOTHING_YET && ride.pickup !== null;
  return {
    ...ride,
    ...{ riderId, when, vehicleClass, pickupAt },
    pickup: moved ? ride.pickup : pointOf(pickup),
    address: moved ? ride.address : pickup.address,
    passengerName: passenger.name,
    drop: drop && pointOf(drop),
  };
}

function move(ride: LiveRide, fact: RidePickupMoved): LiveRide {
  if (!isLater(fact, ride.pickupMark)) return ride;
  const { pickup } = fact.payload;
  return { ...ride, pickup: pointOf(pickup), address: pickup.address, pickupMark: markOf(fact) };
}

function engage(ride: LiveRide, fact: DriverAssigned): LiveRide {
  const { driverId, driverName, plate, promisedPickupAt, afterRideId } = fact.payload;
  if (ride.engaged && !isMadeAfter(fact, ride.engaged.eventId)) return ride;
  const promise = { promisedPickupAt, finishesAnotherFirst: Boolean(afterRideId) };
  return { ...ride, engaged: { driverId, driverName, plate, ...promise, eventId: fact.id } };
}

function doubt(ride: LiveRide, { payload: { driverId, trouble } }: DriverProgressDoubted): LiveRide {
  return ride.ended ? ride : { ...ride, trouble: { driverId, kind: trouble } };
}

function stateAfter(ride: LiveRide, fact: RideFact): Partial<LiveRide> {
  // A cab that broke down under way: the rider is aboard, and the ride stays as it is until another finishes it.
  const aboard = ride.status === 'STARTED';
  if (fact instanceof RideSearching)
    return aboard ? { driverId: null } : { status: 'ASSIGNING', driverId: null, brokenDown: false, trouble: null };
  if (fact instanceof RideUnfulfilled) return aboard ? {} : { status: 'NO_DRIVERS_FOUND', driverId: null };
  if (fact instanceof RideAssigned)
    return { status: 'DRIVER_ASSIGNED', driverId: fact.payload.driverId, brokenDown: false, trouble: null };
  if (fact instanceof RideUnassigned) return { status: 'CREATED', driverId: null, trouble: null };
  if (fact instanceof RideDeparted) return { status: 'EN_ROUTE', driverId: fact.payload.driverId };
  if (fact instanceof RideArrived) return { status: 'ARRIVED', driverId: fact.payload.driverId, trouble: null };
  if (fact instanceof RideStarted) return { status: 'STARTED', driverId: fact.payload.driverId };
  if (fact instanceof RideBrokenDown) return { brokenDown: true };
  if (fact instanceof RideCompleted) return { status: 'COMPLETED', ended: true };
  if (fact instanceof RideNoShow) return { status: 'NO_SHOW', ended: true };
  if (fact instanceof RideCancelled) return { status: 'CANCELLED', ended: true };
  return {};
}

interface DriverOfRideView {
  readonly driverId: string;
  readonly name: string | null;
  readonly plate: string | null;
  /** He sets down another rider first, and departs then. */
  readonly finishingAnotherRide: boolean;
}

/** As the stream shows it, to whoever may see the ride at all. No name or phone of a rider is in it. */
export interface RideView {
  readonly rideId: string;
  readonly status: string;
  readonly when: 'scheduled' | 'now' | null;
  readonly vehicleClass: string | null;
  readonly pickup: GeoPoint | null;
  readonly drop: GeoPoint | null;
  readonly pickupAt: string | null;
  readonly promisedPickupAt: string | null;
  /** Where the driver must come to: the pickup or, after a breakdown with the rider aboard, where that cab stands. */
  readonly meetingPoint: GeoPoint | null;
  readonly driver: DriverOfRideView | null;
  readonly brokenDown: boolean;
  /** What is wrong on the way to the rider: `dark`, `stalled`, `retreating`; null where all is well. */
  readonly trouble: ProgressTrouble | null;
  readonly changedAt: string;
}

export function rideView(ride: LiveRide): RideView {
  const { rideId, status, when, vehicleClass, pickup, drop, pickupAt, driverId, brokenDown, changedAt } = ride;
  const engaged = ride.engaged?.driverId === driverId ? ride.engaged : null;
  const finishingAnotherRide = status === 'DRIVER_ASSIGNED' && (engaged?.finishesAnotherFirst ?? false);
  const who = { name: engaged?.driverName ?? null, plate: engaged?.plate ?? null, finishingAnotherRide };
  const driver = driverId && { driverId, ...who };
  const trouble = driverId && ride.trouble?.driverId === driverId ? ride.trouble.kind : null;
  const promisedPickupAt = engaged?.promisedPickupAt ?? null;
  return {
    ...{ rideId, status, when, vehicleClass, pickup, drop, pickupAt, promisedPickupAt },
    meetingPoint: meetingPoint(ride),
    ...{ driver: driver || null, brokenDown, trouble, changedAt },
  };
}

function pointOf({ latitude, longitude }: GeoPoint): GeoPoint {
  return { latitude, longitude };
}
