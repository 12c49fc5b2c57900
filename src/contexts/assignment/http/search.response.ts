import type { Search } from '../domain/search';

/** A search of a driver that has just begun. */
export class SearchResponse {
  id: string;
  rideId: string;
  status: 'OPEN';
  /** @example asked_by_operator */
  reason: string;
  /**
   * Of the rules it keeps to.
   * @example 1
   */
  policyVersion: number;
  startedAt: string;
  /**
   * When it gives up, unless an offer is open then.
   * @example 2026-11-21T04:35:00.000Z
   */
  endsBy: string;

  static of({ id, rideId, reason, policyVersion, startedAt, endsBy }: Search): SearchResponse {
    return {
      ...{ id, rideId, status: 'OPEN', reason, policyVersion },
      startedAt: startedAt.toISOString(),
      endsBy: endsBy.toISOString(),
    };
  }
}
