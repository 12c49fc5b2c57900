import { DomainEvent } from '../../../platform/events/domain-event';

interface Place {
  latitude: number;
  longitude: number;
  address: string;
}

/** Who was driving, in every fact after the assignment. */
interface DriverOfRide {
  rideId: string;
  driverId: string;
  vehicleId: string;
}

/** An operator's word instead of a rule; `waived` names the rules that were not met. */
interface Override {
  by: string;
  reason: string;
  waived: string[];
}

const PASSENGER_AND_PLACES = {
  subject: 'passenger.phone',
  fields: ['passenger.name', 'passenger.phone', 'pickup', 'drop', 'stops'],
};

/** Where something happened on the way of a passenger. */
const PASSENGERS_PLACE = { subject: 'passenger.phone', fields: ['passenger.phone', 'place'] };

export class RideBooked extends DomainEvent<{
  rideId: string;
  /** The account that requested it; null where staff booked for a passenger without one. */
  riderId: string | null;
  /** `now` is searched a driver at once; `scheduled` waits for whoever assigns one. */
  when: 'scheduled' | 'now';
  city: string;
  vehicleClass: string;
  tripType: string;
  pickupAt: string;
  pickup: Place;
  drop: Place | null;
  stops: Place[];
  passenger: { name: string; phone: string };
  paymentMode: string;
  quotedFarePaise: number;
  expectedMetres: number;
  expectedMinutes: number;
}> {
  static override readonly type = 'ride.booked';
  static override readonly aggregateType = 'ride';
  static override readonly personal = PASSENGER_AND_PLACES;
}

export class RideAssigned extends DomainEvent<
  DriverOfRide & {
    previousDriverId: string | null;
    reason: string | null;
    plate: string;
    passenger: { name: string; phone: string };
    pickupAt: string;
    /** Of the ride's city: times said to its people are read by it. */
    timeZone: string;
  }
> {
  static override readonly type = 'ride.assigned';
  static override readonly aggregateType = 'ride';
  static override readonly personal = {
    subject: 'passenger.phone',
    fields: ['passenger.name', 'passenger.phone'],
  };
}

/** A driver is being searched: at the request, or anew because the last one is gone. `previousDriverId` had it until now. */
export class RideSearching extends DomainEvent<{
  rideId: string;
  searchId: string;
  reason: string;
  previousDriverId: string | null;
}> {
  static override readonly type = 'ride.searching';
  static override readonly aggregateType = 'ride';
}

/** The search ended without a driver: what fulfils rides elsewhere answers this. */
export class RideUnfulfilled extends DomainEvent<{ rideId: string; searchId: string; reason: string }> {
  static override readonly type = 'ride.unfulfilled';
  static override readonly aggregateType = 'ride';
}

/** Before the driver departs. Of its price: what was quoted, or quoted anew where the trip changed with it. */
export class RidePickupMoved extends DomainEvent<{
  rideId: string;
  passenger: { phone: string };
  from: Place;
  pickup: Place;
  expectedMetres: number;
  expectedMinutes: number;
  quotedFarePaise: number;
}> {
  static override readonly type = 'ride.pickup_moved';
  static override readonly aggregateType = 'ride';
  static override readonly personal = { subject: 'passenger.phone', fields: ['passenger.phone', 'from', 'pickup'] };
}

/** A question: how far did this driver's device say he drove? The answer, `TripDistanceMeasured`, comes in the same transaction. */
export class TripDistanceAsked extends DomainEvent<{
  rideId: string;
  driverId: string;
  startedAt: string;
  endedAt: string;
}> {
  static override readonly type = 'ride.trip_distance_asked';
  static override readonly aggregateType = 'ride';
}

/** Back among the rides that wait for a driver. */
export class RideUnassigned extends DomainEvent<DriverOfRide & { reason: string }> {
  static override readonly type = 'ride.unassigned';
  static override readonly aggregateType = 'ride';
}

export class RideDeparted extends DomainEvent<DriverOfRide & { override: Override | null }> {
  static override readonly type = 'ride.departed';
  static override readonly aggregateType = 'ride';
}

export class RideArrived extends DomainEvent<
  DriverOfRide & {
    passenger: { phone: string };
    metresFromPickup: number;
    /** Where the driver's device said it was; null where an operator vouched for it. */
    place: { latitude: number; longitude: number } | null;
    override: Override | null;
  }
> {
  static override readonly type = 'ride.arrived';
  static override readonly aggregateType = 'ride';
  static override readonly personal = PASSENGERS_PLACE;
}

export class RideStarted extends DomainEvent<
  DriverOfRide & { odometerStartMetres: number; override: Override | null }
> {
  static override readonly type = 'ride.started';
  static override readonly aggregateType = 'ride';
}

/** A wrong start code: remembered though the start was refused. The code itself is in no event. */
export class RideStartRefused extends DomainEvent<DriverOfRide & { wrongTries: number; locked: boolean }> {
  static override readonly type = 'ride.start_refused';
  static override readonly aggregateType = 'ride';
}

/** An operator let the code be tried again. */
export class RideStartUnlocked extends DomainEvent<{ rideId: string; by: string; reason: string }> {
  static override readonly type = 'ride.start_unlocked';
  static override readonly aggregateType = 'ride';
}

/** The cab cannot go on: on its way to the rider, or with him aboard, and then another finishes the trip. */
export class RideBrokenDown extends DomainEvent<
  DriverOfRide & {
    /** Whether the rider was aboard. */
    aboard: boolean;
    passenger: { phone: string };
    odometerMetres: number | null;
    place: { latitude: number; longitude: number } | null;
    reason: string;
    override: Override | null;
  }
> {
  static override readonly type = 'ride.broken_down';
  static override readonly aggregateType = 'ride';
  static override readonly personal = PASSENGERS_PLACE;
}

/** Still not started though its pickup time is well past: an operator looks. */
export class RideOverdue extends DomainEvent<{
  rideId: string;
  status: string;
  pickupAt: string;
  driverId: string | null;
  vehicleId: string | null;
}> {
  static override readonly type = 'ride.overdue';
  static override readonly aggregateType = 'ride';
}

export class RideCompleted extends DomainEvent<
  DriverOfRide & {
    riderId: string | null;
    distanceMetres: number;
    distanceSource: string;
    startedAt: string;
    endedAt: string;
    /** Of the last cab, as its driver read it; null where it broke down and nobody did. */
    odometerEndMetres: number | null;
    /** False where the positions of his device contradict his readings: then this one is not to be relied on. */
    odometerAgrees: boolean;
    tollsPaise: number;
    parkingPaise: number;
    /** 0 while `awaitingReview`: there is no fare yet. */
    farePaise: number;
    fareLines: { code: string; description: string; amountPaise: number }[];
    /** What the rider agreed to: it stands in for the fare while that waits for an operator. */
    quotedFarePaise: number;
    paymentMode: string;
    /** True when the trip's figures were implausible: the fare waits for an operator. */
    awaitingReview: boolean;
    /** The cab broke down and no other took the rider on: the trip ended there, by an operator or by the rider. */
    cutShort: boolean;
    override: Override | null;
  }
> {
  static override readonly type = 'ride.completed';
  static override readonly aggregateType = 'ride';
}

interface TripFigures {
  startedAt: string;
  endedAt: string;
  distanceMetres: number;
  tollsPaise: number;
  parkingPaise: number;
}

/** An operator settled the figures of an implausible trip, and with them the fare. */
export class RideReviewed extends DomainEvent<
  DriverOfRide &
    TripFigures & {
      riderId: string | null;
      before: TripFigures;
      farePaise: number;
      fareLines: { code: string; description: string; amountPaise: number }[];
      paymentMode: string;
      reviewedBy: string;
      reason: string;
    }
> {
  static override readonly type = 'ride.reviewed';
  static override readonly aggregateType = 'ride';
}

export class RideNoShow extends DomainEvent<
  DriverOfRide & { riderId: string | null; reason: string; feePaise: number; override: Override | null }
> {
  static override readonly type = 'ride.no_show';
  static override readonly aggregateType = 'ride';
}

export class RideCancelled extends DomainEvent<{
  rideId: string;
  riderId: string | null;
  driverId: string | null;
  vehicleId: string | null;
  from: string;
  by: 'rider' | 'driver' | 'operator' | 'partner' | 'system';
  reasonCode: string;
  reason: string | null;
  /** What it costs whoever cancelled without a good reason. */
  feePaise: number;
}> {
  static override readonly type = 'ride.cancelled';
  static override readonly aggregateType = 'ride';
}

/** A timer: its listener looks at the ride when it is due. */
export class RideOverdueCheckSet extends DomainEvent<{ rideId: string; dueAt: string }> {
  static override readonly type = 'ride.overdue_check_set';
  static override readonly aggregateType = 'ride';
}
