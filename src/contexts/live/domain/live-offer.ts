import type { GeoPoint } from '../../../kernel/geo-point';
import {
  OfferAccepted,
  OfferDeclined,
  OfferLapsed,
  OfferMade,
  type OfferWithdrawn,
} from '../../assignment/contracts/assignment-events';
import { type LiveRide, meetingPoint } from './live-ride';

export type OfferStatus = 'OPEN' | 'ACCEPTED' | 'DECLINED' | 'LAPSED' | 'WITHDRAWN';

/** What live remembers of an offer: open from the first, until one of the four ends, which nothing follows. */
export interface LiveOffer {
  readonly offerId: string;
  readonly rideId: string;
  readonly driverId: string;
  readonly status: OfferStatus;
  /** Where the driver must come to. */
  readonly pickup: GeoPoint | null;
  readonly drop: GeoPoint | null;
  readonly pickupMetres: number | null;
  readonly pickupSeconds: number | null;
  readonly expiresAt: string | null;
}

export type OfferFact = OfferMade | OfferAccepted | OfferDeclined | OfferLapsed | OfferWithdrawn;

/** The offer after the fact, which may have come before the one that made it. */
export function followOffer(known: LiveOffer | undefined, fact: OfferFact, ride: LiveRide | undefined): LiveOffer {
  const { offerId, rideId, driverId } = fact.payload;
  const places = { pickup: ride ? meetingPoint(ride) : null, drop: ride?.drop ?? null };
  const unsaid = { pickupMetres: null, pickupSeconds: null, expiresAt: null };
  const offer = known ?? { offerId, rideId, driverId, status: 'OPEN', ...places, ...unsaid };
  if (!(fact instanceof OfferMade)) return offer.status === 'OPEN' ? { ...offer, status: endOf(fact) } : offer;
  const { pickupMetres, pickupSeconds, expiresAt } = fact.payload;
  return { ...offer, pickupMetres, pickupSeconds, expiresAt };
}

function endOf(fact: OfferFact): OfferStatus {
  if (fact instanceof OfferAccepted) return 'ACCEPTED';
  if (fact instanceof OfferDeclined) return 'DECLINED';
  return fact instanceof OfferLapsed ? 'LAPSED' : 'WITHDRAWN';
}
