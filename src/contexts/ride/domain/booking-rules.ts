import { distanceMetres, type GeoPoint } from '../../../kernel/geo-point';
import { addLocalDays, localDate } from '../../../kernel/local-day';
import type { TripType } from '../../../kernel/trip-type';
import type { DomainError } from '../../../platform/errors/domain-error';
import { isInOrigin, type City } from './city';
import type { Demand } from './demand';
import { invalidRequest, ruleNotMet } from './ride-errors';

/**
 * A ride is booked this many days ahead at most. Tariffs, rosters and the permits of cabs are known for a quarter; whoever
 * asks for more has mistyped the year, more often than not.
 */
export const BOOKED_AHEAD_AT_MOST_DAYS = 90;
/** Nearer to each other no two places of a trip are told apart. */
const SAME_PLACE_METRES = 10;
const DAY_MILLISECONDS = 86_400_000;

export interface BookingPlan {
  readonly tripType: TripType;
  readonly pickupAt: Date;
  readonly pickup: GeoPoint;
  readonly drop: GeoPoint | null;
  readonly stops: readonly GeoPoint[];
  readonly rentalPackageCode: string | null;
}

/**
 * Everything that can refuse a booking before a price is asked. One for now is held to no lead time.
 * @throws DomainError `pickup_in_past`, `pickup_too_far_ahead`, `pickup_too_soon` (T-1), `pickup_outside_city` (rules); `drop_missing`,
 *   `pickup_is_drop`, `rental_package_missing`, `rental_package_not_applicable` (invalid).
 */
export function assertBookable(plan: BookingPlan, city: City, demand: Demand, now: Date): void {
  if (demand === 'scheduled') assertPickupTime(plan.pickupAt, city, now);
  assertPickupPlace(plan.pickup, city);
  assertTripShape(plan);
}

/**
 * T-1: the pickup's local date is later than the booking's.
 * @throws DomainError `pickup_in_past`, `pickup_too_far_ahead`, `pickup_too_soon` (rules).
 */
export function assertPickupTime(pickupAt: Date, city: City, now: Date): void {
  // A NaN compares false, so an invalid date is refused too.
  if (!(pickupAt.getTime() > now.getTime())) {
    throw ruleNotMet('pickup_in_past', 'The pickup time must be in the future.', { now: now.toISOString() });
  }
  const latest = new Date(now.getTime() + BOOKED_AHEAD_AT_MOST_DAYS * DAY_MILLISECONDS);
  if (pickupAt > latest) {
    throw ruleNotMet(
      'pickup_too_far_ahead',
      `A ride is booked at most ${BOOKED_AHEAD_AT_MOST_DAYS} days ahead; the latest pickup is at ${latest.toISOString()}.`,
      { latest: latest.toISOString(), mostDays: BOOKED_AHEAD_AT_MOST_DAYS },
    );
  }
  const earliest = addLocalDays(localDate(now, city.timeZone), city.leadDays);
  const pickupDay = localDate(pickupAt, city.timeZone);
  if (pickupDay < earliest) {
    throw ruleNotMet(
      'pickup_too_soon',
      `In ${city.name} a ride is booked at least ${city.leadDays} local day${city.leadDays === 1 ? '' : 's'} ahead: ` +
        `the pickup is on ${pickupDay} (${city.timeZone}), the earliest day is ${earliest}.`,
      { pickupDay, earliestDay: earliest, timeZone: city.timeZone, leadDays: city.leadDays },
    );
  }
}

/** @throws DomainError `pickup_outside_city`. */
export function assertPickupPlace(pickup: GeoPoint, city: City): void {
  if (!isInOrigin(city, pickup)) throw outsideCity(pickup, city);
}

export function outsideCity({ latitude, longitude }: GeoPoint, city: City): DomainError {
  return ruleNotMet(
    'pickup_outside_city',
    `The pickup point ${latitude}, ${longitude} lies outside ${city.name}, where rides begin.`,
    { city: city.code },
  );
}

type TripShape = Pick<BookingPlan, 'tripType' | 'pickup' | 'stops' | 'drop' | 'rentalPackageCode'>;

/** @throws DomainError `drop_missing`, `pickup_is_drop`, `rental_package_missing`, `rental_package_not_applicable` (invalid). */
export function assertTripShape(plan: TripShape): void {
  if (plan.tripType === 'RENTAL') {
    if (plan.rentalPackageCode === null) {
      throw invalidRequest('rental_package_missing', 'A rental needs a package, such as PKG_8H_80KM.');
    }
    return;
  }
  if (plan.rentalPackageCode !== null) {
    throw invalidRequest('rental_package_not_applicable', 'Only a rental has a package; leave rentalPackageCode out.');
  }
  if (plan.drop === null) throw invalidRequest('drop_missing', 'Every trip but a rental needs a drop point.');
  const nowhere = leadsNowhere(plan);
  if (nowhere) throw nowhere;
}

/** A rental leads wherever its rider says, once he is aboard. */
export function leadsNowhere({ tripType, pickup, stops, drop }: TripShape): DomainError | null {
  if (tripType === 'RENTAL' || drop === null) return null;
  if ([...stops, drop].some((place) => distanceMetres(pickup, place) > SAME_PLACE_METRES)) return null;
  return invalidRequest(
    'pickup_is_drop',
    'The pickup is the drop: a trip leads somewhere. Move one of them, or name a stop elsewhere between.',
    { leastMetres: SAME_PLACE_METRES },
  );
}
