import type { BenchClient } from '../bench/bench-client';
import type { Agenda } from '../demo/agenda';
import type { GeoPoint } from '../src/kernel/geo-point';
import type { RecordedTrip } from './read-day';
import type { RoadGraph } from './road-graph';

/** A recorded trip whose rider asks for a cab now. */
export interface Request {
  readonly trip: RecordedTrip;
  readonly askedAt: number;
  /** The nodes from pickup to drop; there and back over a neighbour where the trip came back to where it began. */
  readonly path: readonly number[];
  readonly metres: number;
  /** Empty until it is booked. */
  rideId: string;
  /** The number of the cab whose driver has the ride. */
  cab: number | null;
  /** When a cab was there; null: not yet. */
  pickedUpAt: number | null;
  /** How long that cab drove to it. */
  wayMinutes: number;
  end: 'completed' | 'unserved' | null;
}

/** What the drivers' part of the replay needs of the rest. */
export interface Stage {
  readonly client: BenchClient;
  readonly agenda: Agenda;
  readonly graph: RoadGraph;
  readonly seed: number;
  /** Domain time of the step that is played, in milliseconds since the epoch. */
  readonly now: () => number;
  readonly startCode: (rideId: string) => string;
  /** He has the ride: nobody is searched for it any more. */
  readonly found: (request: Request) => void;
  /** Its driver has lost it, or let go of the offer. */
  readonly searched: (request: Request) => void;
  readonly ended: (request: Request) => void;
  /** Something was refused that should not be. */
  readonly astonished: (sentence: string) => void;
}

const TICK = 2_000;

/** Everything happens on the beats of one clock, so that steps of time are few. */
export function onTheBeat(time: number): number {
  return Math.ceil(time / TICK) * TICK;
}

export function beats(count: number): number {
  return count * TICK;
}

export function coordinates({ latitude, longitude }: GeoPoint): GeoPoint {
  return { latitude, longitude };
}
