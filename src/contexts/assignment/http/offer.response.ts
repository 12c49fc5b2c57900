import type { OfferLine } from '../domain/offer-line';

export class OfferPlaceResponse {
  latitude: number;
  longitude: number;
}

/** A ride that the driver may have, if he accepts before `expiresAt`. */
export class OfferResponse {
  id: string;
  rideId: string;
  /**
   * Driven at once, or at `pickupAt`.
   * @example now
   */
  demand: 'now' | 'scheduled';
  pickup: OfferPlaceResponse;
  /** Null where the rider has not said. */
  drop: OfferPlaceResponse | null;
  /** As booked. */
  pickupAt: string;
  /** @example SEDAN */
  vehicleClass: string;
  /** From pickup to drop. */
  expectedMetres: number;
  expectedMinutes: number;
  /** From the driver to the pickup, with what is left of the ride that he finishes first. */
  pickupMetres: number;
  pickupSeconds: number;
  /**
   * Whether the way to the pickup is a guess, because no router answered.
   * @example false
   */
  pickupEstimated: boolean;
  /** The ride that he is to finish first; null where he is free. */
  afterRideId: string | null;
  madeAt: string;
  expiresAt: string;

  static of(offer: OfferLine): OfferResponse {
    const { id, rideId, demand, vehicleClass, expectedMetres, expectedMinutes } = offer;
    const { pickupMetres, pickupSeconds, pickupEstimated, afterRideId, dropLatitude, dropLongitude } = offer;
    return {
      ...{ id, rideId, demand, vehicleClass, expectedMetres, expectedMinutes },
      ...{ pickupMetres, pickupSeconds, pickupEstimated, afterRideId },
      pickup: { latitude: offer.pickupLatitude, longitude: offer.pickupLongitude },
      drop:
        dropLatitude === null || dropLongitude === null ? null : { latitude: dropLatitude, longitude: dropLongitude },
      pickupAt: offer.pickupAt.toISOString(),
      madeAt: offer.madeAt.toISOString(),
      expiresAt: offer.expiresAt.toISOString(),
    };
  }
}

export class OfferListResponse {
  items: OfferResponse[];

  static of(offers: readonly OfferLine[]): OfferListResponse {
    return { items: offers.map((offer) => OfferResponse.of(offer)) };
  }
}
