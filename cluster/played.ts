import type { Arrival } from '../load/arrivals';

export interface Span {
  readonly name: 'all there' | 'one killed' | 'it starts again' | 'all there again';
  /** By `performance.now()`. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** What arrives while the load goes on, and the moment of its 0 by `performance.now()`. */
export interface Arrivals {
  readonly arrivals: readonly Arrival[];
  readonly beganMs: number;
}

export interface Played extends Arrivals {
  readonly spans: readonly Span[];
  readonly killedAt: Date;
  readonly backAt: Date;
  /** Changes that were under way at the process when it was killed. */
  readonly brokenOff: number;
  /** From the kill until nothing was sent to the process any more. */
  readonly unnoticedMs: number;
  readonly backAfterMs: number;
  readonly servedSince: number;
  /** Processes that ended, and were not killed. */
  readonly ended: readonly string[];
}
