import { FLEET_TIME_ZONE } from './local-day';

/** How drivers are found for rides on demand: each ride for itself, or those of a short window together. */
export const MATCHING_MODES = ['greedy', 'batched'] as const;
export type MatchingMode = (typeof MATCHING_MODES)[number];

export interface CityMatching {
  readonly mode: MatchingMode;
  /** In batched mode requests are gathered for so long and matched together; 1 to 3. */
  readonly windowSeconds: number;
  /** In batched mode each minute that a ride has waited makes its way to the pickup weigh so much more; 0 to 100. */
  readonly waitingPercentPerMinute: number;
  /** Drivers who will have set down their rider within so many minutes are candidates too; 0 to 30, 0: only idle ones. */
  readonly lookAheadMinutes: number;
}

/** What a city says to whoever searches a driver in it. */
export interface CityTerms {
  readonly timeZone: string;
  /** By which ways are estimated, 5 to 150; null: as fast as the service is configured for. */
  readonly kilometresPerHour: number | null;
  readonly matching: CityMatching;
}

export const DEFAULT_MATCHING: CityMatching = {
  mode: 'greedy',
  windowSeconds: 2,
  waitingPercentPerMinute: 10,
  lookAheadMinutes: 0,
};

/** Of a city that nobody configured, and of one that was configured before there were such terms. */
export const DEFAULT_CITY_TERMS: CityTerms = {
  timeZone: FLEET_TIME_ZONE,
  kilometresPerHour: null,
  matching: DEFAULT_MATCHING,
};
