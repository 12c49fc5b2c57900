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

const PASSENGER_AND_PLACES = {
  subject: 'passenger.phone',
  fields: ['passenger.name', 'passenger.phone', 'pickup', 'drop', 'stops'],
};

export class RideBooked extends DomainEvent<{
  rideId: string;
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
  DriverOfRide & { previousDriverId: string | null; reason: string | null }
> {
  static override readonly type = 'ride.assigned';
  static override readonly aggregateType = 'ride';
}

/** Back among the rides that wait for a driver. */
export class RideUnassigned extends DomainEvent<DriverOfRide & { reason: string }> {
  static override readonly type = 'ride.unassigned';
  static override readonly aggregateType = 'ride';
}

export class RideDeparted extends DomainEvent<DriverOfRide & { override: { by: string; reason: string } | null }> {
  static override readonly type = 'ride.departed';
  static override readonly aggregateType = 'ride';
}

export class RideArrived extends DomainEvent<
  DriverOfRide & { metresFromPickup: number; override: { by: string; reason: string } | null }
> {
  static override readonly type = 'ride.arrived';
  static override readonly aggregateType = 'ride';
}

export class RideStarted extends DomainEvent<DriverOfRide & { override: { by: string; reason: string } | null }> {
  static override readonly type = 'ride.started';
  static override readonly aggregateType = 'ride';
}

export class RideCompleted extends DomainEvent<
  DriverOfRide & {
    distanceMetres: number;
    distanceSource: string;
    startedAt: string;
    endedAt: string;
    farePaise: number;
    fareLines: { code: string; description: string; amountPaise: number }[];
    paymentMode: string;
    /** True when the trip's figures were implausible: the fare waits for an operator. */
    awaitingReview: boolean;
  }
> {
  static override readonly type = 'ride.completed';
  static override readonly aggregateType = 'ride';
}

/** An operator settled the figures of an implausible trip, and with them the fare. */
export class RideReviewed extends DomainEvent<
  DriverOfRide & { distanceMetres: number; farePaise: number; reviewedBy: string; reason: string }
> {
  static override readonly type = 'ride.reviewed';
  static override readonly aggregateType = 'ride';
}

export class RideNoShow extends DomainEvent<DriverOfRide & { reason: string }> {
  static override readonly type = 'ride.no_show';
  static override readonly aggregateType = 'ride';
}

export class RideCancelled extends DomainEvent<{
  rideId: string;
  driverId: string | null;
  vehicleId: string | null;
  from: string;
  by: 'rider' | 'driver' | 'operator' | 'partner' | 'system';
  reasonCode: string;
  reason: string | null;
}> {
  static override readonly type = 'ride.cancelled';
  static override readonly aggregateType = 'ride';
}
