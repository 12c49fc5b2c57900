import type { MatchingMode } from '../../../kernel/city-terms';
import type { City } from '../domain/city';
import { type PointResponse } from './ride.response';

export class RideWindowsResponse {
  departureLeadMinutes: number;
  arrivalToleranceMinutes: number;
  arrivalRadiusMetres: number;
  positionAccuracyMetres: number;
  positionAgeSeconds: number;
  noShowWaitMinutes: number;
}

export class OnDemandTermsResponse {
  /** @example 10 */
  promiseMinutes: number;
  /** @example 5 */
  quoteMinutes: number;
}

export class CityMatchingResponse {
  /** @example batched */
  mode: MatchingMode;
  /** @example 2 */
  windowSeconds: number;
  /** @example 10 */
  waitingPercentPerMinute: number;
  /** @example 0 */
  lookAheadMinutes: number;
}

export class CityResponse {
  /** @example DELHI_NCR */
  code: string;
  /** @example 'Delhi NCR' */
  name: string;
  /** @example Asia/Kolkata */
  timeZone: string;
  /** The corners of where rides begin, in order; the last joins the first. */
  origin: PointResponse[];
  /** @example 1 */
  leadDays: number;
  windows: RideWindowsResponse;
  onDemand: OnDemandTermsResponse;
  /**
   * By which ways are estimated; null: as fast as the service is configured for.
   * @example 25
   */
  kilometresPerHour: number | null;
  matching: CityMatchingResponse;

  static of({
    code,
    name,
    timeZone,
    origin,
    leadDays,
    windows,
    onDemand,
    kilometresPerHour,
    matching,
  }: City): CityResponse {
    return { code, name, timeZone, origin: [...origin], leadDays, windows, onDemand, kilometresPerHour, matching };
  }
}

export class CityList {
  items: CityResponse[];

  static of(cities: readonly City[]): CityList {
    return { items: cities.map((city) => CityResponse.of(city)) };
  }
}
