import { type Edge, minimumCostMatching } from '../src/contexts/assignment/domain/minimum-cost-matching';
import type { RecordedTrip } from './read-day';
import type { RoadGraph } from './road-graph';

/** What came of the requests where nobody thinks, declines or goes dark. */
export interface Bound {
  /** Of each request that was served: from its minute until the cab was there. */
  readonly pickupMinutes: readonly number[];
  /** Of the same: how long the cab drove to it. */
  readonly wayMinutes: readonly number[];
  readonly requests: number;
  readonly tripMinutes: number;
  /** By cab. */
  readonly rides: readonly number[];
}

interface Cab {
  node: number;
  freeAt: number;
  rides: number;
}

/** Who gets which cab of those that are idle in a minute; null: nobody. In the order of the requests, the oldest first. */
type Choice = (waiting: readonly RecordedTrip[], idle: readonly Cab[]) => readonly (Cab | null)[];

/** Leaving somebody waiting costs more than any way. */
const NOBODY = 1_000_000;

/** Each request for itself, in the order they come: the idle cab that is there first; of several, the one idle longest. */
export function nearestCab(
  graph: RoadGraph,
  trips: readonly RecordedTrip[],
  starts: readonly number[],
  most: number,
): Bound {
  return play(graph, trips, starts, most, (waiting, idle) => {
    const left = new Set(idle);
    return waiting.map(({ pickup }) => {
      let best: Cab | null = null;
      let least = Infinity;
      for (const cab of left) {
        const minutes = graph.minutes(cab.node, pickup);
        if (minutes < least || (minutes === least && cab.freeAt < best!.freeAt)) [best, least] = [cab, minutes];
      }
      if (best) left.delete(best);
      return best;
    });
  });
}

/**
 * All requests of a minute, and those carried over, together: as many as there are idle cabs, at the fewest minutes in total.
 * It knows nothing of later minutes, so that a day of it is no bound in the strict sense, but what no matching of windows without
 * foresight can be expected to undercut.
 */
export function optimumPerWindow(
  graph: RoadGraph,
  trips: readonly RecordedTrip[],
  starts: readonly number[],
  most: number,
): Bound {
  return play(graph, trips, starts, most, (waiting, idle) => {
    const rows = waiting.map(({ pickup }) => nearestFew(graph, pickup, idle, waiting.length));
    return minimumCostMatching(
      rows,
      waiting.map(() => NOBODY),
    ).map((cab) => (cab === null ? null : idle[cab]!));
  });
}

/**
 * Of n requests each needs to know its n nearest cabs only: if one took a farther cab, one of those would be left by the n − 1
 * others, and no worse.
 */
function nearestFew(graph: RoadGraph, pickup: number, idle: readonly Cab[], few: number): Edge[] {
  const edges = idle.map((cab, column) => ({ column, cost: graph.minutes(cab.node, pickup) }));
  return edges.sort((a, b) => a.cost - b.cost || a.column - b.column).slice(0, few);
}

/** Minute by minute. Who has waited for `most` minutes gives up, as a search does. */
function play(
  graph: RoadGraph,
  trips: readonly RecordedTrip[],
  starts: readonly number[],
  most: number,
  choose: Choice,
): Bound {
  const cabs = starts.map((node): Cab => ({ node, freeAt: 0, rides: 0 }));
  const pickupMinutes: number[] = [];
  const wayMinutes: number[] = [];
  let waiting: RecordedTrip[] = [];
  let tripMinutes = 0;
  let next = 0;
  for (let minute = trips[0]?.pickupMinute ?? 0; next < trips.length || waiting.length > 0; minute++) {
    waiting = waiting.filter(({ pickupMinute }) => minute - pickupMinute <= most);
    while (trips[next] && trips[next]!.pickupMinute <= minute) waiting.push(trips[next++]!);
    if (waiting.length === 0) continue;
    const chosen = choose(
      waiting,
      cabs.filter(({ freeAt }) => freeAt <= minute),
    );
    waiting = waiting.filter((trip, index) => {
      const cab = chosen[index];
      if (!cab) return true;
      const way = graph.minutes(cab.node, trip.pickup);
      wayMinutes.push(way);
      pickupMinutes.push(minute - trip.pickupMinute + way);
      tripMinutes += trip.tripMinutes;
      cab.node = trip.drop;
      cab.freeAt = minute + way + trip.tripMinutes;
      cab.rides++;
      return false;
    });
  }
  return { pickupMinutes, wayMinutes, requests: trips.length, tripMinutes, rides: cabs.map(({ rides }) => rides) };
}
