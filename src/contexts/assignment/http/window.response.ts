import type { WindowRecord, WindowRide } from '../domain/window-record';

export class WindowRideResponse {
  rideId: string;
  /**
   * Since its search began.
   * @example 2
   */
  waitedSeconds: number;
  /**
   * What its way weighs: 1 for one that has just been asked for.
   * @example 1
   */
  weight: number;
  /**
   * Drivers who passed every rule for it.
   * @example 14
   */
  candidates: number;
  /** Whom the matching gave it; null where nobody was left. */
  driverId: string | null;
  /**
   * In seconds, the way weighed; null with the driver.
   * @example 151.4
   */
  cost: number | null;
  /**
   * Who was asked: another than `driverId` where that one was taken meanwhile, nobody where all were.
   * @example ["0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a"]
   */
  offeredTo: string[];

  static of({ offeredTo, ...ride }: WindowRide): WindowRideResponse {
    return { ...ride, offeredTo: [...offeredTo] };
  }
}

export class WindowResponse {
  id: string;
  /** @example DELHI_NCR */
  city: string;
  /** @example 2026-03-14T03:30:02.000Z */
  closesAt: string;
  matchedAt: string;
  /**
   * Whom at least one of the rides could have had.
   * @example 31
   */
  drivers: number;
  /**
   * Of all pairs: the least there is among these drivers.
   * @example 1830.2
   */
  cost: number;
  /**
   * What it would have been, had each ride taken the best driver left of those who were looked at for it, the longest waiting
   * first; null where fewer rides would have had one so.
   * @example 2104.9
   */
  greedyCost: number | null;
  /**
   * How many rides would have had a driver so.
   * @example 12
   */
  greedyMatched: number;
  rides: WindowRideResponse[];

  static of(window: WindowRecord): WindowResponse {
    const { windowId: id, city, drivers, cost, greedyMatched } = window;
    const matched = window.rides.filter(({ driverId }) => driverId !== null).length;
    // The cost of fewer pairs says nothing beside that of all.
    const greedyCost = greedyMatched < matched ? null : window.greedyCost;
    const times = { closesAt: window.closesAt.toISOString(), matchedAt: window.matchedAt.toISOString() };
    const rides = window.rides.map((ride) => WindowRideResponse.of(ride));
    return { id, city, ...times, drivers, cost, greedyCost, greedyMatched, rides };
  }
}
