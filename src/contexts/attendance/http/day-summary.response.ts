import type { DaySummary } from '../application/summarise-day';
import type { DayFigures } from '../domain/day-summary';

export class DayFiguresResponse {
  /** @example 1 */
  duties: number;
  /**
   * Breaks included; of a duty that is still on until now.
   * @example 540
   */
  minutesOnDuty: number;
  /** @example 2 */
  breaks: number;
  breakMinutes: number;
  /** @example 7 */
  rides: number;
  rideMetres: number;
  /** By the odometer, of duties that have both readings. */
  drivenMetres: number;
  /** By GPS, of duties where it is known; null where it is of none. */
  gpsMetres: number | null;
  /**
   * Duties that are over and of which the distance by GPS is not known.
   * @example 0
   */
  gpsUnknownDuties: number;
  /**
   * Duties whose odometer and GPS differ by more than the duty policy lets pass.
   * @example 0
   */
  distancesThatDiffer: number;
  /** @example 1 */
  lateDuties: number;
  lateMinutes: number;
  /** @example 0 */
  earlyDuties: number;
  leftEarlyMinutes: number;
  /** Cash and personal UPI, as declared. */
  cashDeclaredPaise: number;
  /** Fares that were paid in cash. */
  cashExpectedPaise: number;
  /**
   * Duties that ended by themselves and whose odometer and cash nobody has given.
   * @example 0
   */
  incompleteDuties: number;
}

export class DriverSummaryResponse extends DayFiguresResponse {
  driverId: string;
}

export class HubSummaryResponse extends DayFiguresResponse {
  hubId: string;
  /** @example 42 */
  drivers: number;
}

export class DaySummaryResponse {
  /** @example '2026-11-21' */
  day: string;
  /** Of all drivers, whatever the page. */
  hubs: HubSummaryResponse[];
  items: DriverSummaryResponse[];
  /** Give it as `after` for those that follow; null on the last page. */
  next: string | null;

  static of({ day, hubs, drivers }: DaySummary): DaySummaryResponse {
    return {
      day,
      hubs: hubs.map(({ hubId, drivers: count, ...figures }) => ({ hubId, drivers: count, ...shown(figures) })),
      items: drivers.items.map(({ driverId, ...figures }) => ({ driverId, ...shown(figures) })),
      next: drivers.next,
    };
  }
}

function shown(figures: DayFigures): DayFiguresResponse {
  return { ...figures };
}
