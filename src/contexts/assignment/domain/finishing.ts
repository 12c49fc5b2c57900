import type { GeoPoint } from '../../../kernel/geo-point';
import { estimateRoad } from '../../../platform/routing/estimated-routing';
import type { CandidateFacts, Finishing, Pickup, RideToMatch } from './candidate';
import type { MatchingPolicy } from './matching-policy';

/** How far ahead a search looks. */
export interface LookAhead {
  /** Who is free within so many seconds is a candidate as one who is free. */
  readonly seconds: number;
  /** So far from the pickup his drop may lie, as the crow flies: farther nobody searches. */
  readonly reachMetres: number;
}

/** Null where only idle drivers are candidates: as the city says, and for a later ride, whose driver is free by then anyway. */
export function lookAheadOf(
  { demand, cityTerms }: Pick<RideToMatch, 'demand' | 'cityTerms'>,
  { radii }: MatchingPolicy,
): LookAhead | null {
  const { lookAheadMinutes } = cityTerms.matching;
  if (lookAheadMinutes <= 0 || demand !== 'now') return null;
  return { seconds: lookAheadMinutes * 60, reachMetres: radii.mostMetres };
}

/** To halt, to be paid, and to set the rider down with his bags. */
export const LEAST_REMAINING_SECONDS = 60;

/** A ride under way as it is told of: when it is over by its booking, and where. */
export interface RideUnderWay {
  readonly rideId: string;
  readonly finishesAt: Date;
  readonly drop: GeoPoint;
}

/**
 * What is left of the ride: the time that was booked, or the way to the drop by the estimate, whichever is longer, and a
 * minute at least.
 */
export function finishingRide(
  { rideId, finishesAt, drop }: RideUnderWay,
  here: GeoPoint,
  kilometresPerHour: number,
  now: Date,
): Finishing {
  const way = estimateRoad([here, drop], kilometresPerHour);
  const booked = Math.ceil((finishesAt.getTime() - now.getTime()) / 1_000);
  const remainingSeconds = Math.max(booked, way.seconds, LEAST_REMAINING_SECONDS);
  const freeAt = new Date(now.getTime() + remainingSeconds * 1_000);
  const { latitude, longitude } = drop;
  return { rideId, freeAt, remainingSeconds, remainingMetres: way.metres, latitude, longitude };
}

/** From where his way to the pickup begins: the drop of the ride that he finishes, or where he is. */
export function originOf({ finishing, latitude, longitude }: CandidateFacts): GeoPoint {
  const from = finishing ?? { latitude, longitude };
  return { latitude: from.latitude, longitude: from.longitude };
}

/** The way from there, with what he must drive before. */
export function pickupAfter(ahead: Finishing | null | undefined, way: Pickup): Pickup {
  if (!ahead) return way;
  const { remainingMetres, remainingSeconds } = ahead;
  return { ...way, metres: way.metres + remainingMetres, seconds: way.seconds + remainingSeconds };
}

/** The part of it that begins where he is free. */
export function wayOf({ pickup, finishing }: Pick<CandidateFacts, 'pickup' | 'finishing'>): Pickup {
  if (!finishing) return pickup;
  const { remainingMetres, remainingSeconds } = finishing;
  return { ...pickup, metres: pickup.metres - remainingMetres, seconds: pickup.seconds - remainingSeconds };
}

/**
 * The driver as he is now, with the way that was found when he was looked at; what is left of his ride is as of now. Null
 * where he is finishing another ride than he was, and so sets out from elsewhere.
 */
export function asLookedAt(now: CandidateFacts, before: CandidateFacts): CandidateFacts | null {
  if (now.finishing && now.finishing.rideId !== before.finishing?.rideId) return null;
  return { ...now, pickup: pickupAfter(now.finishing, wayOf(before)) };
}
