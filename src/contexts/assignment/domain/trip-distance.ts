import { distanceMetres, type GeoPoint } from '../../../kernel/geo-point';

export interface TracePoint extends GeoPoint {
  readonly accuracyMetres: number;
  readonly at: Date;
}

export interface MeasuredTrip {
  readonly distanceMetres: number;
  /** Those that counted. */
  readonly points: number;
  readonly longestGapSeconds: number;
}

/** A worse fix says little of where on the road the cab was; the same limit as for arriving (DESIGN §7). */
const WORST_ACCURACY_METRES = 100;
/** A standing cab's fixes wander by this much; a shorter step is added when the next one shows that it was one. */
const SHORTEST_STEP_METRES = 10;
/** 216 km/h: no cab goes as fast, so the fix is wrong. */
const FASTEST_METRES_PER_SECOND = 60;

/**
 * The length of the path over the accurate points from the trip's start to its end. It falls short where points are
 * missing; how long the longest time without one was is said with it.
 * @param points by time
 */
export function measureTrip(points: readonly TracePoint[], startedAt: Date, endedAt: Date): MeasuredTrip {
  let [metres, counted, longestGap] = [0, 0, 0];
  let seenAt = startedAt;
  let corner: TracePoint | null = null;
  for (const point of points) {
    if (point.accuracyMetres > WORST_ACCURACY_METRES || point.at < startedAt || point.at > endedAt) continue;
    const step: number = corner ? distanceMetres(corner, point) : 0;
    if (corner && step > FASTEST_METRES_PER_SECOND * Math.max(1, secondsBetween(corner.at, point.at))) continue;
    counted++;
    longestGap = Math.max(longestGap, secondsBetween(seenAt, point.at));
    seenAt = point.at;
    if (corner && step < SHORTEST_STEP_METRES) continue;
    metres += step;
    corner = point;
  }
  longestGap = Math.max(longestGap, secondsBetween(seenAt, endedAt));
  return { distanceMetres: Math.round(metres), points: counted, longestGapSeconds: Math.round(longestGap) };
}

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1_000;
}
