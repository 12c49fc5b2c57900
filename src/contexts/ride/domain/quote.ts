import { computeFare, type Fare } from '../../../kernel/fare';
import { distanceMetres } from '../../../kernel/geo-point';
import type { TariffTerms } from '../../../kernel/tariff-terms';
import type { TripType } from '../../../kernel/trip-type';
import type { BookingPlan } from './booking-rules';
import { ruleNotMet } from './ride-errors';
import { LONGEST_TRIP_METRES } from './trip-record';

/** Where the expected distance and time come from: the caller, the roads, the straight line, or the rental package. */
export const EXPECTATION_SOURCES = ['given', 'routed', 'estimated', 'package'] as const;
export type ExpectationSource = (typeof EXPECTATION_SOURCES)[number];

export interface Expectation {
  readonly metres: number;
  readonly minutes: number;
  readonly source: ExpectationSource;
}

/** A way by road. */
export interface Road {
  readonly metres: number;
  readonly seconds: number;
}

export interface QuotePlan extends BookingPlan {
  /** As a route planner says; both or neither. */
  readonly expectedMetres: number | null;
  readonly expectedMinutes: number | null;
  /** As the roads are; left out where nobody has looked at them. */
  readonly road?: Road;
}

export interface Quote {
  readonly expectation: Expectation;
  readonly fare: Fare;
}

/** City streets are about this much longer than the straight line. */
const DETOUR_PERMILLE = 1_300;

const HOUR_MINUTES = 60;
/** A point-to-point ride ends within a day; a rental or a journey outstation within thirty. */
export const LONGEST_TRIP_MINUTES: Readonly<Record<TripType, number>> = {
  LOCAL: 24 * HOUR_MINUTES,
  AIRPORT: 24 * HOUR_MINUTES,
  RENTAL: 30 * 24 * HOUR_MINUTES,
  OUTSTATION: 30 * 24 * HOUR_MINUTES,
};

/**
 * @param kilometresPerHour the city's speed, should the time have to be estimated
 * @throws DomainError `trip_too_long` (rule), and as `computeFare`.
 */
export function quote(plan: QuotePlan, terms: TariffTerms, kilometresPerHour: number): Quote {
  const expectation = expectationOf(plan, terms, kilometresPerHour);
  assertLength(plan.tripType, expectation);
  const fare = computeFare(terms, {
    tripType: plan.tripType,
    startedAt: plan.pickupAt,
    endedAt: new Date(plan.pickupAt.getTime() + expectation.minutes * 60_000),
    distanceMetres: expectation.metres,
    unchargedSeconds: 0,
    waitingSeconds: 0,
    airport: plan.tripType === 'AIRPORT',
    tollsPaise: 0,
    parkingPaise: 0,
    rentalPackageCode: plan.rentalPackageCode,
  });
  return { expectation, fare };
}

function expectationOf(plan: QuotePlan, terms: TariffTerms, kilometresPerHour: number): Expectation {
  if (plan.expectedMetres !== null && plan.expectedMinutes !== null) {
    return { metres: plan.expectedMetres, minutes: plan.expectedMinutes, source: 'given' };
  }
  const rental = terms.rentalPackages.find((each) => each.code === plan.rentalPackageCode);
  if (rental) return { metres: rental.includedMetres, minutes: rental.includedMinutes, source: 'package' };
  const { road } = plan;
  if (road) return { metres: road.metres, minutes: Math.max(1, Math.ceil(road.seconds / 60)), source: 'routed' };
  const places = [plan.pickup, ...plan.stops, ...(plan.drop ? [plan.drop] : [])];
  const straight = places.slice(1).reduce((sum, place, index) => sum + distanceMetres(places[index]!, place), 0);
  const metres = Math.round((straight * DETOUR_PERMILLE) / 1_000);
  const metresAMinute = (kilometresPerHour * 1_000) / 60;
  return { metres, minutes: Math.max(1, Math.ceil(metres / metresAMinute)), source: 'estimated' };
}

function assertLength(tripType: TripType, { metres, minutes, source }: Expectation): void {
  const mostMinutes = LONGEST_TRIP_MINUTES[tripType];
  const [kilometres, hours] = [Math.ceil(metres / 1_000), Math.ceil(minutes / HOUR_MINUTES)];
  const limits = { expectedMetres: metres, expectedMinutes: minutes, source };
  if (metres > LONGEST_TRIP_METRES) {
    throw ruleNotMet(
      'trip_too_long',
      `This trip would be ${kilometres} km long; ${LONGEST_TRIP_METRES / 1_000} km is the most. Check its points.`,
      { ...limits, mostMetres: LONGEST_TRIP_METRES },
    );
  }
  if (minutes > mostMinutes) {
    throw ruleNotMet(
      'trip_too_long',
      `This trip would take ${hours} hours; ${mostMinutes / HOUR_MINUTES} hours is the most that a ride of the type ` +
        `${tripType} may be expected to take.`,
      { ...limits, mostMinutes },
    );
  }
}
