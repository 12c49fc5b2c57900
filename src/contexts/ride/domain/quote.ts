import { computeFare, type Fare } from '../../../kernel/fare';
import { distanceMetres, type GeoPoint } from '../../../kernel/geo-point';
import type { TariffTerms } from '../../../kernel/tariff-terms';
import type { BookingPlan } from './booking-rules';

/** Where the expected distance and time come from: the caller, the straight line, or the rental package. */
export const EXPECTATION_SOURCES = ['given', 'estimated', 'package'] as const;
export type ExpectationSource = (typeof EXPECTATION_SOURCES)[number];

export interface Expectation {
  readonly metres: number;
  readonly minutes: number;
  readonly source: ExpectationSource;
}

export interface QuotePlan extends BookingPlan {
  readonly stops: readonly GeoPoint[];
  /** As a route planner says; both or neither. */
  readonly expectedMetres: number | null;
  readonly expectedMinutes: number | null;
}

export interface Quote {
  readonly expectation: Expectation;
  readonly fare: Fare;
}

/** City streets are about this much longer than the straight line, and this fast over a day. */
const DETOUR_PERMILLE = 1_300;
const METRES_A_MINUTE = 25_000 / 60;

/** @throws DomainError as `computeFare`. */
export function quote(plan: QuotePlan, terms: TariffTerms): Quote {
  const expectation = expectationOf(plan, terms);
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

function expectationOf(plan: QuotePlan, terms: TariffTerms): Expectation {
  if (plan.expectedMetres !== null && plan.expectedMinutes !== null) {
    return { metres: plan.expectedMetres, minutes: plan.expectedMinutes, source: 'given' };
  }
  const rental = terms.rentalPackages.find((each) => each.code === plan.rentalPackageCode);
  if (rental) return { metres: rental.includedMetres, minutes: rental.includedMinutes, source: 'package' };
  const places = [plan.pickup, ...plan.stops, ...(plan.drop ? [plan.drop] : [])];
  const straight = places.slice(1).reduce((sum, place, index) => sum + distanceMetres(places[index]!, place), 0);
  const metres = Math.round((straight * DETOUR_PERMILLE) / 1_000);
  return { metres, minutes: Math.max(1, Math.ceil(metres / METRES_A_MINUTE)), source: 'estimated' };
}
