import { type CityTerms, DEFAULT_CITY_TERMS, MATCHING_MODES } from '../../../kernel/city-terms';
import { assertTimeZone } from '../../../kernel/local-day';
import { assertPolygon, polygonContains, type Polygon } from '../../../kernel/polygon';
import type { GeoPoint } from '../../../kernel/geo-point';
import { invalidRequest } from './ride-errors';

/** How far from the plan a driver may act; DESIGN §7. */
export interface RideWindows {
  /** Departing for and starting a ride are refused earlier than this before pickup. */
  readonly departureLeadMinutes: number;
  /** Arriving is possible from this long before the pickup time until this long after it. */
  readonly arrivalToleranceMinutes: number;
  readonly arrivalRadiusMetres: number;
  /** The worst accuracy, as a radius, at which a position counts. */
  readonly positionAccuracyMetres: number;
  readonly positionAgeSeconds: number;
  /** How long a driver waits, from the later of his arrival and the pickup time, before it is a no-show. */
  readonly noShowWaitMinutes: number;
}

/** Of rides that are asked for now. */
export interface OnDemandTerms {
  /** When a cab is promised before a driver is found, in minutes after the request. */
  readonly promiseMinutes: number;
  /** How long a quote stands. */
  readonly quoteMinutes: number;
}

/** A city as configured for an operator: where rides may begin, in which zone days turn, and how early one books. */
export interface City extends CityTerms {
  readonly code: string;
  readonly name: string;
  /** A ride's pickup lies in it; its drop may lie anywhere. */
  readonly origin: Polygon;
  /** Local days between the booking and the earliest pickup: 1 is T-1, 0 allows the same day. */
  readonly leadDays: number;
  readonly windows: RideWindows;
  readonly onDemand: OnDemandTerms;
}

export const DEFAULT_WINDOWS: RideWindows = {
  departureLeadMinutes: 150,
  arrivalToleranceMinutes: 30,
  arrivalRadiusMetres: 500,
  positionAccuracyMetres: 100,
  positionAgeSeconds: 30,
  noShowWaitMinutes: 10,
};

export const DEFAULT_ON_DEMAND: OnDemandTerms = { promiseMinutes: 10, quoteMinutes: 5 };

/**
 * Delhi and the NCR cities around it, clockwise from the north-west: the outer bounds of Delhi, Ghaziabad, Noida with
 * Greater Noida, Faridabad, and Gurugram with Manesar (docs/rules-of-the-road.md). Simplified to a kilometre or two.
 */
const DELHI_NCR_ORIGIN: Polygon = [
  { latitude: 28.885, longitude: 77.08 }, // Narela
  { latitude: 28.885, longitude: 77.215 }, // Palla on the Yamuna
  { latitude: 28.8, longitude: 77.3 }, // Loni
  { latitude: 28.78, longitude: 77.4 },
  { latitude: 28.74, longitude: 77.5 }, // Ghaziabad
  { latitude: 28.66, longitude: 77.54 }, // Dasna
  { latitude: 28.59, longitude: 77.57 },
  { latitude: 28.54, longitude: 77.61 }, // Dadri
  { latitude: 28.43, longitude: 77.61 }, // Greater Noida
  { latitude: 28.335, longitude: 77.57 }, // Buddh circuit
  { latitude: 28.33, longitude: 77.49 },
  { latitude: 28.29, longitude: 77.4 },
  { latitude: 28.27, longitude: 77.3 }, // south of Ballabgarh
  { latitude: 28.3, longitude: 77.24 }, // Faridabad
  { latitude: 28.33, longitude: 77.18 },
  { latitude: 28.33, longitude: 77.0 },
  { latitude: 28.32, longitude: 76.9 }, // Manesar
  { latitude: 28.4, longitude: 76.87 },
  { latitude: 28.47, longitude: 76.9 }, // Gurugram
  { latitude: 28.505, longitude: 76.88 },
  { latitude: 28.515, longitude: 76.84 }, // Dhansa
  { latitude: 28.6, longitude: 76.835 },
  { latitude: 28.64, longitude: 76.9 },
  { latitude: 28.68, longitude: 76.95 }, // Tikri
  { latitude: 28.73, longitude: 76.94 },
  { latitude: 28.8, longitude: 76.945 }, // Auchandi
  { latitude: 28.85, longitude: 77.01 },
];

/** The city an operator has who configured none. */
export const DELHI_NCR: City = {
  code: 'DELHI_NCR',
  name: 'Delhi NCR',
  ...DEFAULT_CITY_TERMS,
  origin: DELHI_NCR_ORIGIN,
  leadDays: 1,
  windows: DEFAULT_WINDOWS,
  onDemand: DEFAULT_ON_DEMAND,
};

export function isInOrigin(city: City, point: GeoPoint): boolean {
  return polygonContains(city.origin, point);
}

/** Of each figure of a city's matching, the least and the most. */
const MATCHING_BOUNDS = {
  windowSeconds: [1, 3],
  waitingPercentPerMinute: [0, 100],
  lookAheadMinutes: [0, 30],
} as const;

/** @throws DomainError `invalid_city`, `invalid_time_zone`, `invalid_polygon` or `invalid_coordinates`. */
export function assertCity(city: City): void {
  const { kilometresPerHour, matching } = city;
  const wrong: string[] = [];
  if (!/^[A-Z][A-Z0-9_]{1,31}$/.test(city.code)) wrong.push('code must be 2 to 32 capitals, digits or underscores');
  if (city.name.trim() === '') wrong.push('name must not be empty');
  if (!isWhole(city.leadDays, 30)) wrong.push('leadDays must be a whole number from 0 to 30');
  if (kilometresPerHour !== null && !isWhole(kilometresPerHour, 150, 5)) {
    wrong.push('kilometresPerHour must be a whole number from 5 to 150');
  }
  if (!MATCHING_MODES.includes(matching.mode)) wrong.push(`matching.mode must be one of ${MATCHING_MODES.join(', ')}`);
  for (const [field, [least, most]] of Object.entries(MATCHING_BOUNDS)) {
    if (!isWhole(matching[field as keyof typeof MATCHING_BOUNDS], most, least)) {
      wrong.push(`matching.${field} must be a whole number from ${least} to ${most}`);
    }
  }
  for (const [field, value] of Object.entries<number>({ ...city.windows })) {
    if (!isWhole(value, 100_000)) wrong.push(`windows.${field} must be a whole number from 0 to 100000`);
  }
  for (const [field, value] of Object.entries<number>({ ...city.onDemand })) {
    if (!isWhole(value, 120, 1)) wrong.push(`onDemand.${field} must be a whole number from 1 to 120`);
  }
  if (wrong.length > 0) throw invalidRequest('invalid_city', `The city is not usable: ${wrong.join('; ')}.`);
  assertTimeZone(city.timeZone);
  assertPolygon(city.origin);
}

function isWhole(value: number, most: number, least = 0): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
