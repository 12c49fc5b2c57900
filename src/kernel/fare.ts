import { DomainError } from '../platform/errors/domain-error';
import { daysBetween, localDate, localMinuteOfDay } from './local-day';
import { multiplyByRatio, permilleOf, sumPaise } from './money';
import { assertTariffTerms, type RentalPackage, type TariffTerms } from './tariff-terms';
import type { TripType } from './trip-type';

/** What was, or for a quote what is expected to be, driven. */
export interface TripFacts {
  readonly tripType: TripType;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly distanceMetres: number;
  /** Time between start and end that is nobody's to pay, such as waiting for a second cab after a breakdown. */
  readonly unchargedSeconds: number;
  /** Time the driver waited for the rider before the start. */
  readonly waitingSeconds: number;
  /** Whether the trip begins or ends at an airport. */
  readonly airport: boolean;
  readonly tollsPaise: number;
  readonly parkingPaise: number;
  /** Which of the tariff's packages a RENTAL runs on; null for every other trip. */
  readonly rentalPackageCode: string | null;
}

export type FareLineCode =
  | 'base'
  | 'rental_package'
  | 'distance'
  | 'time'
  | 'night'
  | 'multiplier'
  | 'waiting'
  | 'airport_fee'
  | 'driver_allowance'
  | 'tolls'
  | 'parking';

/** One amount of a fare. Only `multiplier` can be negative: it is the difference a factor below 1× makes. */
export interface FareLine {
  readonly code: FareLineCode;
  readonly description: string;
  readonly amountPaise: number;
}

/** `totalPaise` is the sum of the lines, to the paisa, and never negative. */
export interface Fare {
  readonly lines: readonly FareLine[];
  readonly totalPaise: number;
}

// A million kilometres, thirty years or a crore of rupees: far above any trip, and no sum leaves the exact integers.
const LARGEST_FACT = 1_000_000_000;

/** What the trip is charged for before surcharges: a base or package, and what goes beyond it. */
interface Charged {
  readonly opening: FareLine;
  readonly includedMetres: number;
  readonly includedMinutes: number;
  readonly metres: number;
}

/**
 * The one fare function: a quote is this on expected facts, the final fare is this on the trip record.
 *
 * The ride fare is base (or package) + distance + time beyond what those include. The night surcharge and the multiplier
 * each apply to the ride fare and not to each other; waiting, airport fee, driver allowance, tolls and parking are added
 * as they are. The night is decided by the start, so that traffic cannot change the rate of a trip under way; an
 * outstation trip has none, its driver allowance pays for the nights. Each line is rounded to the paisa by itself (money.ts).
 * Distance, time, waiting, tolls and parking never lower the total.
 *
 * @throws DomainError `invalid_tariff_terms`, `invalid_trip_facts`, `unknown_rental_package`.
 */
export function computeFare(terms: TariffTerms, facts: TripFacts): Fare {
  assertTariffTerms(terms);
  assertTripFacts(facts);
  const charged = chargedFor(terms, facts);

  const extraMetres = Math.max(0, charged.metres - charged.includedMetres);
  const extraSeconds = Math.max(0, chargedSeconds(facts) - charged.includedMinutes * 60);
  const rideLines: FareLine[] = [
    charged.opening,
    line(
      'distance',
      `${kilometres(extraMetres)} km beyond the ${kilometres(charged.includedMetres)} km included` +
        (charged.metres > facts.distanceMetres ? ` (charged ${kilometres(charged.metres)} km, the daily minimum)` : ''),
      multiplyByRatio(extraMetres, terms.perKilometrePaise, 1_000),
    ),
    line(
      'time',
      `${minutes(extraSeconds)} min beyond the ${charged.includedMinutes} min included`,
      multiplyByRatio(extraSeconds, terms.perMinutePaise, 60),
    ),
  ];
  const rideFarePaise = sumPaise(rideLines.map((each) => each.amountPaise));
  const nightPermille = startsAtNight(terms, facts) ? terms.nightSurchargePermille : 0;
  const multiplierPermille = combinedMultiplierPermille(terms);
  const waitingBlocks = waitingBlocksOf(terms, facts);
  const allowanceDays = facts.tripType === 'OUTSTATION' ? outstationDays(terms, facts) : 0;

  const lines = [
    ...rideLines,
    line('night', `Night surcharge of ${nightPermille / 10} %`, permilleOf(rideFarePaise, nightPermille)),
    line(
      'multiplier',
      `${multiplierPermille / 1_000}× on the ride fare`,
      permilleOf(rideFarePaise, multiplierPermille - 1_000),
    ),
    line(
      'waiting',
      `${waitingBlocks} × ${terms.waitingBlockMinutes} min of waiting beyond ${terms.waitingFreeMinutes} min free`,
      waitingBlocks * terms.waitingPerBlockPaise,
    ),
    line('airport_fee', 'Airport fee', facts.airport ? terms.airportFeePaise : 0),
    line(
      'driver_allowance',
      `Driver allowance for ${days(allowanceDays)}`,
      allowanceDays * terms.driverAllowancePerDayPaise,
    ),
    line('tolls', 'Tolls as paid', facts.tollsPaise),
    line('parking', 'Parking as paid', facts.parkingPaise),
  ].filter((each) => each.amountPaise !== 0 || each === charged.opening);

  return { lines, totalPaise: sumPaise(lines.map((each) => each.amountPaise)) };
}

/** All multipliers together, rounded half up to a permille and held within the tariff's bounds. */
export function combinedMultiplierPermille(terms: TariffTerms): number {
  const product = terms.multipliers.reduce((share, multiplier) => share * BigInt(multiplier.permille), 1_000n);
  const scale = 1_000n ** BigInt(terms.multipliers.length);
  const rounded = (product * 2n + scale) / (scale * 2n);
  const floor = BigInt(terms.multiplierFloorPermille);
  const cap = BigInt(terms.multiplierCapPermille);
  return Number(rounded < floor ? floor : rounded > cap ? cap : rounded);
}

function chargedFor(terms: TariffTerms, facts: TripFacts): Charged {
  if (facts.tripType === 'RENTAL') {
    const rental = rentalPackageOf(terms, facts);
    return {
      opening: line(
        'rental_package',
        `Rental of ${minutes(rental.includedMinutes * 60)} min and ${kilometres(rental.includedMetres)} km`,
        rental.pricePaise,
      ),
      includedMetres: rental.includedMetres,
      includedMinutes: rental.includedMinutes,
      metres: facts.distanceMetres,
    };
  }
  const minimumMetres =
    facts.tripType === 'OUTSTATION' ? outstationDays(terms, facts) * terms.outstationMinimumMetresPerDay : 0;
  return {
    opening: line('base', 'Base fare', terms.basePaise),
    includedMetres: terms.includedMetres,
    includedMinutes: terms.includedMinutes,
    metres: Math.max(facts.distanceMetres, minimumMetres),
  };
}

function rentalPackageOf(terms: TariffTerms, facts: TripFacts): RentalPackage {
  const rental = terms.rentalPackages.find((each) => each.code === facts.rentalPackageCode);
  if (rental) return rental;
  const known = terms.rentalPackages.map((each) => each.code).join(', ') || 'none';
  throw new DomainError(
    'invalid',
    'unknown_rental_package',
    `A rental needs one of the tariff's packages (${known}), got ${facts.rentalPackageCode ?? 'none'}.`,
  );
}

/** Local calendar days the trip touches, at least one; an end at midnight sharp does not open the next day. */
function outstationDays(terms: TariffTerms, facts: TripFacts): number {
  const lastMoment = new Date(Math.max(facts.startedAt.getTime(), facts.endedAt.getTime() - 1));
  return daysBetween(localDate(facts.startedAt, terms.timeZone), localDate(lastMoment, terms.timeZone)) + 1;
}

function startsAtNight(terms: TariffTerms, facts: TripFacts): boolean {
  if (facts.tripType === 'OUTSTATION') return false;
  const { nightStartMinute: from, nightEndMinute: to } = terms;
  const minute = localMinuteOfDay(facts.startedAt, terms.timeZone);
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

function waitingBlocksOf(terms: TariffTerms, facts: TripFacts): number {
  const chargeable = Math.max(0, facts.waitingSeconds - terms.waitingFreeMinutes * 60);
  return Math.ceil(chargeable / (terms.waitingBlockMinutes * 60));
}

function chargedSeconds(facts: TripFacts): number {
  const elapsed = Math.floor((facts.endedAt.getTime() - facts.startedAt.getTime()) / 1_000);
  return Math.max(0, elapsed - facts.unchargedSeconds);
}

function assertTripFacts(facts: TripFacts): void {
  const wrong: string[] = [];
  for (const field of ['distanceMetres', 'unchargedSeconds', 'waitingSeconds', 'tollsPaise', 'parkingPaise'] as const) {
    const value = facts[field];
    if (!Number.isSafeInteger(value) || value < 0 || value > LARGEST_FACT) {
      wrong.push(`${field} must be a whole number from 0 to ${LARGEST_FACT}`);
    }
  }
  // A NaN compares false, so an invalid date is refused too.
  if (!(facts.endedAt.getTime() >= facts.startedAt.getTime())) wrong.push('endedAt must not be before startedAt');
  if (wrong.length === 0) return;
  throw new DomainError('invalid', 'invalid_trip_facts', `No fare can be computed: ${wrong.join('; ')}.`);
}

function line(code: FareLineCode, description: string, amountPaise: number): FareLine {
  return { code, description, amountPaise };
}

function kilometres(metres: number): string {
  return String(metres / 1_000);
}

function minutes(seconds: number): string {
  return String(Math.round(seconds / 6) / 10);
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
