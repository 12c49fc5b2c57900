import type { FareLine } from '../../../kernel/fare';
import type { PaymentMode } from '../../../kernel/payment-mode';
import type { TripType } from '../../../kernel/trip-type';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import type { Page } from '../../../platform/http/page';
import type { Principal } from '../../../platform/auth/principal';
import type { CancellationActor, CancellationReason } from '../domain/cancellation';
import type { ExpectationSource } from '../domain/quote';
import type { Ride } from '../domain/ride';
import type { Place } from '../domain/ride-booking';
import { type RideStatus, STATUSES_WITH_DRIVER } from '../domain/ride-status';
import type { TimelineEntry } from '../domain/timeline';
import type { TripLeg, TripRecord, TripReviewReason } from '../domain/trip-record';

export class PointResponse {
  latitude: number;
  longitude: number;
}

export class PlaceResponse {
  point: PointResponse;
  /** @example 'Indira Gandhi International Airport, Terminal 3, New Delhi' */
  address: string;

  static of({ point, address }: Place): PlaceResponse {
    return { point, address };
  }
}

export class FareLineResponse {
  /** @example distance */
  code: string;
  /** @example '18 km beyond the 3 km included' */
  description: string;
  amountPaise: number;
}

export class FareResponse {
  totalPaise: number;
  /** They add up to the total exactly. */
  lines: FareLineResponse[];

  static of(totalPaise: number, lines: readonly FareLine[]): FareResponse {
    return {
      totalPaise,
      lines: lines.map(({ code, description, amountPaise }) => ({ code, description, amountPaise })),
    };
  }
}

export class PassengerResponse {
  /** @example 'Meera Iyer' */
  name: string;
  /**
   * Null for the driver before he has the ride and after it.
   * @example +919810012345
   */
  phone: string | null;
}

/** As he and his cab were when he was assigned. */
export class RideDriverResponse {
  driverId: string;
  vehicleId: string;
  engagementId: string;
  /** @example 'Asha Rawat' */
  name: string;
  /** @example +919811122233 */
  phone: string;
  /** @example DL1ZA1234 */
  plate: string;
  /**
   * He sets down another rider first, and departs then.
   * @example false
   */
  finishingAnotherRide: boolean;
}

export class TripLegResponse {
  driverId: string;
  /** @example 'Asha Rawat' */
  driverName: string;
  vehicleId: string;
  /** @example DL1ZA1234 */
  plate: string;
  startedAt: string;
  endedAt: string | null;
  odometerStartMetres: number;
  odometerEndMetres: number | null;

  static of(leg: Ride['legs'][number] | TripLeg): TripLegResponse {
    return {
      driverId: leg.driverId,
      driverName: leg.driverName,
      vehicleId: leg.vehicleId,
      plate: leg.plate,
      startedAt: leg.startedAt.toISOString(),
      endedAt: leg.endedAt?.toISOString() ?? null,
      odometerStartMetres: leg.odometerStartMetres,
      odometerEndMetres: leg.odometerEndMetres,
    };
  }
}

/** What happened, apart from what was booked: the fare is computed from it. */
export class TripResponse {
  confirmedPickup: PointResponse;
  startedAt: string;
  endedAt: string;
  distanceMetres: number;
  distanceSource: 'trace' | 'odometer' | 'operator';
  waitingSeconds: number;
  unchargedSeconds: number;
  tollsPaise: number;
  parkingPaise: number;
  /**
   * Why it waits for a review; empty where it does not.
   * @example ["speed_too_high"]
   */
  reviewReasons: TripReviewReason[];

  static of(trip: TripRecord): TripResponse {
    return {
      confirmedPickup: trip.confirmedPickup,
      startedAt: trip.startedAt.toISOString(),
      endedAt: trip.endedAt.toISOString(),
      distanceMetres: trip.distanceMetres,
      distanceSource: trip.distanceSource,
      waitingSeconds: trip.waitingSeconds,
      unchargedSeconds: trip.unchargedSeconds,
      tollsPaise: trip.tollsPaise,
      parkingPaise: trip.parkingPaise,
      reviewReasons: [...trip.reviewReasons],
    };
  }
}

export class CancellationResponse {
  actor: CancellationActor;
  reasonCode: CancellationReason;
  /** @example 'The rider asked for another day.' */
  note: string | null;
  /** What it costs whoever cancelled without a good reason. */
  feePaise: number;
}

export class RideResponse {
  id: string;
  /**
   * What people call the ride by.
   * @example 7KQ2M9XD
   */
  code: string;
  status: RideStatus;
  /**
   * Rises with each change.
   * @example 6
   */
  version: number;
  /** @example DELHI_NCR */
  cityCode: string;
  /** Asked for now, or scheduled. */
  when: 'scheduled' | 'now';
  /** The account it was asked for; null where the passenger has none. */
  riderId: string | null;
  vehicleClass: VehicleClass;
  tripType: TripType;
  /** As booked; of a ride for now, as promised. */
  pickupAt: string;
  pickup: PlaceResponse;
  drop: PlaceResponse | null;
  stops: PlaceResponse[];
  passenger: PassengerResponse;
  paymentMode: PaymentMode;
  /** @example PKG_8H_80KM */
  rentalPackageCode: string | null;
  expectedMetres: number;
  expectedMinutes: number;
  expectationSource: ExpectationSource;
  quotedFare: FareResponse;
  bookedAt: string;
  /**
   * The user.
   * @example 019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7c
   */
  bookedBy: string;
  driver: RideDriverResponse | null;
  assignedAt: string | null;
  departedAt: string | null;
  arrivedAt: string | null;
  startedAt: string | null;
  closedAt: string | null;
  legs: TripLegResponse[];
  trip: TripResponse | null;
  fare: FareResponse | null;
  /** The trip’s figures are implausible: it has no fare until an operator has settled them. */
  awaitingReview: boolean;
  cancellation: CancellationResponse | null;
  /** What it costs the rider that he did not come; null unless it was a no-show. */
  noShowFeePaise: number | null;
  /** When it was found not to have started well after its pickup time. */
  overdueAt: string | null;
  /** The start code was wrong too often; an operator unlocks it. */
  startLocked: boolean;

  /** As the caller may see it: a driver has the rider’s phone while the ride is his, and no longer. */
  static of(ride: Ride, caller: Principal): RideResponse {
    return {
      id: ride.id,
      code: ride.code,
      status: ride.status,
      version: ride.version,
      cityCode: ride.cityCode,
      when: ride.demand,
      riderId: ride.riderId,
      vehicleClass: ride.vehicleClass,
      tripType: ride.tripType,
      pickupAt: ride.pickupAt.toISOString(),
      pickup: PlaceResponse.of(ride.pickup),
      drop: ride.drop && PlaceResponse.of(ride.drop),
      stops: ride.stops.map((stop) => PlaceResponse.of(stop)),
      passenger: { name: ride.passengerName, phone: mayCall(ride, caller) ? ride.passengerPhone : null },
      paymentMode: ride.paymentMode,
      rentalPackageCode: ride.rentalPackageCode,
      expectedMetres: ride.expectedMetres,
      expectedMinutes: ride.expectedMinutes,
      expectationSource: ride.expectationSource,
      quotedFare: FareResponse.of(ride.quotedFarePaise, ride.quotedFareLines),
      bookedAt: ride.bookedAt.toISOString(),
      bookedBy: ride.bookedBy,
      driver: driverOf(ride),
      assignedAt: ride.assignedAt?.toISOString() ?? null,
      departedAt: ride.departedAt?.toISOString() ?? null,
      arrivedAt: ride.arrivedAt?.toISOString() ?? null,
      startedAt: ride.startedAt?.toISOString() ?? null,
      closedAt: ride.closedAt?.toISOString() ?? null,
      legs: ride.legs.map((leg) => TripLegResponse.of(leg)),
      trip: ride.trip && TripResponse.of(ride.trip),
      fare: ride.farePaise === null ? null : FareResponse.of(ride.farePaise, ride.fareLines!),
      awaitingReview: ride.awaitingReview,
      cancellation: cancellationOf(ride),
      noShowFeePaise: ride.noShowFeePaise,
      overdueAt: ride.overdueAt?.toISOString() ?? null,
      startLocked: ride.startTries.lockedAt !== null,
    };
  }
}

function mayCall({ status }: Ride, caller: Principal): boolean {
  return caller.driverId === null || STATUSES_WITH_DRIVER.includes(status);
}

function driverOf(ride: Ride): RideDriverResponse | null {
  const { driver, driverId, vehicleId, engagementId, finishingAnotherRide } = ride;
  if (driver === null) return null;
  const { name, phone, plate } = driver;
  const who = { driverId: driverId!, vehicleId: vehicleId!, engagementId: engagementId!, name, phone, plate };
  return { ...who, finishingAnotherRide };
}

export function cancellationOf({ cancellation }: Ride): CancellationResponse | null {
  if (cancellation === null) return null;
  const { actor, reason: reasonCode, note, feePaise } = cancellation;
  return { actor, reasonCode, note, feePaise };
}

export class RidePage {
  items: RideResponse[];
  /**
   * Give it as `after` for the rows that follow; null on the last page.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of({ items, next }: Page<Ride>, caller: Principal): RidePage {
    return { items: items.map((ride) => RideResponse.of(ride, caller)), next };
  }
}

/** One thing that happened to the ride. */
export class TimelineEntryResponse {
  id: string;
  /** @example '2026-11-22T10:55:00.000Z' */
  at: string;
  /** @example ride.arrived */
  type: string;
  actorType: 'user' | 'system' | 'anonymous';
  /**
   * The user’s id, or the name of what acted by itself.
   * @example 019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7c
   */
  actorId: string | null;
  /**
   * What the type tells.
   * @example { "metresFromPickup": 120, "override": null }
   */
  data: object;

  static of({ id, at, type, actorType, actorId, data }: TimelineEntry): TimelineEntryResponse {
    return { id, at: at.toISOString(), type, actorType, actorId, data };
  }
}

export class TimelineResponse {
  items: TimelineEntryResponse[];

  static of(entries: readonly TimelineEntry[]): TimelineResponse {
    return { items: entries.map((entry) => TimelineEntryResponse.of(entry)) };
  }
}

export class StartCodeResponse {
  rideId: string;
  /** @example 4821 */
  code: string;
}
