import type { PaymentMode } from '../../../kernel/payment-mode';
import type { TripType } from '../../../kernel/trip-type';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import type { Page } from '../../../platform/http/page';
import type { Ride } from '../domain/ride';
import { type RideStatus, STATUSES_WITH_DRIVER } from '../domain/ride-status';
import { type CancellationResponse, cancellationOf, FareResponse, PlaceResponse } from './ride.response';

/** Who comes, as he and his cab were when he was assigned. */
export class RiderDriverResponse {
  /** @example 'Asha Rawat' */
  name: string;
  /**
   * While the ride is his, and no longer.
   * @example +919811122233
   */
  phone: string | null;
  /** @example DL1ZA1234 */
  plate: string;
  /**
   * He sets down another rider first, and departs then; `pickupAt` reckons with it.
   * @example false
   */
  finishingAnotherRide: boolean;
}

/** A ride as its rider sees it. */
export class RiderRideResponse {
  id: string;
  /** @example 7KQ2M9XD */
  code: string;
  status: RideStatus;
  vehicleClass: VehicleClass;
  tripType: TripType;
  /** As promised. */
  pickupAt: string;
  pickup: PlaceResponse;
  drop: PlaceResponse | null;
  stops: PlaceResponse[];
  paymentMode: PaymentMode;
  expectedMetres: number;
  expectedMinutes: number;
  quotedFare: FareResponse;
  bookedAt: string;
  driver: RiderDriverResponse | null;
  /**
   * For the driver to start with; null before one is assigned, after the start, and in lists.
   * @example 4821
   */
  startCode: string | null;
  arrivedAt: string | null;
  startedAt: string | null;
  closedAt: string | null;
  distanceMetres: number | null;
  fare: FareResponse | null;
  /** The trip’s figures are being looked at: the fare follows. */
  awaitingReview: boolean;
  cancellation: CancellationResponse | null;
  /** What not having come costs; null unless it was a no-show. */
  noShowFeePaise: number | null;

  static of(ride: Ride, startCode: string | null): RiderRideResponse {
    return {
      id: ride.id,
      code: ride.code,
      status: ride.status,
      vehicleClass: ride.vehicleClass,
      tripType: ride.tripType,
      pickupAt: ride.pickupAt.toISOString(),
      pickup: PlaceResponse.of(ride.pickup),
      drop: ride.drop && PlaceResponse.of(ride.drop),
      stops: ride.stops.map((stop) => PlaceResponse.of(stop)),
      paymentMode: ride.paymentMode,
      expectedMetres: ride.expectedMetres,
      expectedMinutes: ride.expectedMinutes,
      quotedFare: FareResponse.of(ride.quotedFarePaise, ride.quotedFareLines),
      bookedAt: ride.bookedAt.toISOString(),
      driver: driverOf(ride),
      startCode,
      arrivedAt: ride.arrivedAt?.toISOString() ?? null,
      startedAt: ride.startedAt?.toISOString() ?? null,
      closedAt: ride.closedAt?.toISOString() ?? null,
      distanceMetres: ride.trip?.distanceMetres ?? null,
      fare: ride.farePaise === null ? null : FareResponse.of(ride.farePaise, ride.fareLines!),
      awaitingReview: ride.awaitingReview,
      cancellation: cancellationOf(ride),
      noShowFeePaise: ride.noShowFeePaise,
    };
  }
}

function driverOf({ driver, status, finishingAnotherRide }: Ride): RiderDriverResponse | null {
  if (driver === null) return null;
  const { name, phone, plate } = driver;
  return { name, phone: STATUSES_WITH_DRIVER.includes(status) ? phone : null, plate, finishingAnotherRide };
}

export class RiderRidePage {
  items: RiderRideResponse[];
  /**
   * Give it as `after` for the rows that follow; null on the last page.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of({ items, next }: Page<Ride>): RiderRidePage {
    return { items: items.map((ride) => RiderRideResponse.of(ride, null)), next };
  }
}
