import type { Dispatch } from '../application/read-dispatch';
import type { OfferTold, RoundTold, StoryLine } from '../domain/dispatch-story';

export class RoundRefusalsResponse {
  /** @example seen_recently */
  rule: string;
  /** @example 3 */
  drivers: number;
}

export class DispatchRoundResponse {
  /**
   * From 1, in each search.
   * @example 1
   */
  round: number;
  /** @example 2026-03-14T03:30:00.000Z */
  at: string;
  /**
   * The largest circle that was looked at.
   * @example 3000
   */
  radiusMetres: number;
  /**
   * The version of the rules.
   * @example 1
   */
  policyVersion: number;
  /**
   * Drivers within the radius.
   * @example 7
   */
  looked: number;
  /**
   * Those of them whom no rule refused.
   * @example 4
   */
  eligible: number;
  /** A driver may be refused by several rules. */
  refusals: RoundRefusalsResponse[];
  /**
   * Drivers known of beyond the radius.
   * @example 12
   */
  outside: number;
  /**
   * The drivers who were asked, as far as the caller sees them.
   * @example ["0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a"]
   */
  chosen: string[];
  /**
   * Of the window in which the ride was matched together with others; null where it was matched by itself.
   * @example null
   */
  windowId: string | null;
  /** @example "Asked the best of 4." */
  note: string;

  static of({ at, refusedBy, chosen, ...told }: RoundTold): DispatchRoundResponse {
    const { round, radiusMetres, policyVersion, looked, eligible, outside, windowId, note } = told;
    const refusals = Object.entries(refusedBy).map(([rule, drivers]) => ({ rule, drivers }));
    const figures = { round, radiusMetres, policyVersion, looked, eligible, outside, windowId, note };
    return { ...figures, at: at.toISOString(), refusals, chosen: [...chosen] };
  }
}

export class DispatchOfferResponse {
  id: string;
  driverId: string;
  /** @example "Ramesh Kumar" */
  driverName: string;
  /** @example 1 */
  round: number;
  /** @example DECLINED */
  status: 'OPEN' | 'ACCEPTED' | 'DECLINED' | 'LAPSED' | 'WITHDRAWN';
  /** @example 1200 */
  pickupMetres: number;
  /** @example 240 */
  pickupSeconds: number;
  madeAt: string;
  expiresAt: string;
  /** Null while it is open. */
  endedAt: string | null;
  /**
   * Why he declined it, or why it was taken back.
   * @example "Too far."
   */
  endReason: string | null;

  static of({ madeAt, expiresAt, endedAt, ...told }: OfferTold): DispatchOfferResponse {
    const { id, driverId, driverName, round, status, pickupMetres, pickupSeconds, endReason } = told;
    return {
      ...{ id, driverId, driverName, round, status, pickupMetres, pickupSeconds, endReason },
      madeAt: madeAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
    };
  }
}

export class DispatchSearchResponse {
  id: string;
  /** @example requested */
  reason:
    | 'requested'
    | 'asked_by_operator'
    | 'driver_withdrew'
    | 'driver_dark'
    | 'driver_stalled'
    | 'driver_retreating'
    | 'broke_down';
  status: 'OPEN' | 'ASSIGNED' | 'NO_DRIVERS' | 'CANCELLED';
  /** @example 1 */
  policyVersion: number;
  startedAt: string;
  /** Null while it is open. */
  endedAt: string | null;
  /** Whom the ride was taken from. */
  previousDriverId: string | null;
  rounds: DispatchRoundResponse[];
  offers: DispatchOfferResponse[];

  static of({ startedAt, endedAt, rounds, offers, ...told }: Dispatch['searches'][number]): DispatchSearchResponse {
    const { id, reason, status, policyVersion, previousDriverId } = told;
    return {
      ...{ id, reason, status, policyVersion, previousDriverId },
      startedAt: startedAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
      rounds: rounds.map((round) => DispatchRoundResponse.of(round)),
      offers: offers.map((offer) => DispatchOfferResponse.of(offer)),
    };
  }
}

export class DispatchStoryLineResponse {
  /** @example 2026-03-14T03:30:00.000Z */
  at: string;
  /** @example offer_made */
  what: 'search_started' | 'round' | 'offer_made' | 'offer_ended' | 'search_ended';
  /** @example "Ramesh Kumar was asked, and had until 10:02:23 IST." */
  text: string;

  static of({ at, what, text }: StoryLine): DispatchStoryLineResponse {
    return { at: at.toISOString(), what, text };
  }
}

export class DispatchResponse {
  rideId: string;
  /** The oldest first; none where no driver was searched. */
  searches: DispatchSearchResponse[];
  /** All of it in the order of time, in words. */
  story: DispatchStoryLineResponse[];

  static of({ rideId, searches, story }: Dispatch): DispatchResponse {
    return {
      rideId,
      searches: searches.map((search) => DispatchSearchResponse.of(search)),
      story: story.map((line) => DispatchStoryLineResponse.of(line)),
    };
  }
}
