/** One ride of a window, and what the window decided for it. */
export interface DecidedRide {
  readonly rideId: string;
  /** Since its search began. */
  readonly waitedSeconds: number;
  /** What its way weighs, from 1. */
  readonly weight: number;
  /** Drivers who passed every rule for it. */
  readonly candidates: number;
  /** Whom the matching gave it; null: nobody was left. */
  readonly driverId: string | null;
  /** In weighed seconds; null with the driver. */
  readonly cost: number | null;
}

/** What became of it: offered to those, or to nobody, where others took them meanwhile or there was nobody. */
export type WindowRide = DecidedRide & { readonly offeredTo: readonly string[] };

/** A window whole: which rides were matched together, with how many drivers, and what it saved. */
export interface DecidedWindow {
  readonly windowId: string;
  readonly city: string;
  readonly closesAt: Date;
  readonly matchedAt: Date;
  /** Whom at least one of the rides could have had. */
  readonly drivers: number;
  /** Of all pairs, in weighed seconds: the least there is. */
  readonly cost: number;
  /**
   * What it would have been, and for how many rides, had each taken the best driver left of those who were looked at for it, the
   * longest waiting first: not comparable where these are fewer rides than were matched.
   */
  readonly greedyCost: number;
  readonly greedyMatched: number;
  readonly rides: readonly DecidedRide[];
}

export type WindowRecord = Omit<DecidedWindow, 'rides'> & { readonly rides: readonly WindowRide[] };
