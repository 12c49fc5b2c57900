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
/** However accurate both ends claim to be; a shorter step is added when the next one shows that it was one. */
const SHORTEST_STEP_METRES = 10;
/** 216 km/h: no cab goes as fast, so the fix is wrong. */
const FASTEST_METRES_PER_SECOND = 60;
/**
 * Each point is the mean of those so long before and after it: their noise cancels out, and a corner is cut by a few metres,
 * since cabs take corners slowly. The spec holds what that costs of a crooked way.
 */
const SMOOTHED_SECONDS = 6;

/**
 * The length of the path over the accurate points from the trip's start to its end: smoothed, and by steps longer than both
 * ends may be wrong by, so that the noise of fixes is not driven. It falls short where points are missing; how long the
 * longest time without one was is said with it.
 * @param points by time
 */
export function measureTrip(points: readonly TracePoint[], startedAt: Date, endedAt: Date): MeasuredTrip {
  const counted = credible(points, startedAt, endedAt);
  let longestGap = 0;
  let seenAt = startedAt;
  for (const { at } of counted) {
    longestGap = Math.max(longestGap, secondsBetween(seenAt, at));
    seenAt = at;
  }
  longestGap = Math.max(longestGap, secondsBetween(seenAt, endedAt));
  return {
    distanceMetres: Math.round(pathMetres(smoothed(counted))),
    points: counted.length,
    longestGapSeconds: Math.round(longestGap),
  };
}

function credible(points: readonly TracePoint[], startedAt: Date, endedAt: Date): TracePoint[] {
  const kept: TracePoint[] = [];
  for (const point of points) {
    if (point.accuracyMetres > WORST_ACCURACY_METRES || point.at < startedAt || point.at > endedAt) continue;
    const before = kept.at(-1);
    const seconds = before ? Math.max(1, secondsBetween(before.at, point.at)) : 0;
    if (before && distanceMetres(before, point) > FASTEST_METRES_PER_SECOND * seconds) continue;
    kept.push(point);
  }
  return kept;
}

/** As many seconds on either side, fewer at both ends, so that the path begins and ends where it did. */
function smoothed(points: readonly TracePoint[]): TracePoint[] {
  if (points.length === 0) return [];
  const [first, last] = [points[0]!, points.at(-1)!];
  let from = 0;
  return points.map((point) => {
    const toEnds = Math.min(secondsBetween(first.at, point.at), secondsBetween(point.at, last.at));
    const reach = Math.min(SMOOTHED_SECONDS, toEnds);
    while (secondsBetween(points[from]!.at, point.at) > SMOOTHED_SECONDS) from++;
    let [latitude, longitude, count] = [0, 0, 0];
    for (let i = from; i < points.length && secondsBetween(point.at, points[i]!.at) <= reach; i++) {
      if (secondsBetween(points[i]!.at, point.at) > reach) continue;
      latitude += points[i]!.latitude;
      longitude += points[i]!.longitude;
      count++;
    }
    return { ...point, latitude: latitude / count, longitude: longitude / count };
  });
}

function pathMetres(points: readonly TracePoint[]): number {
  let metres = 0;
  let corner = points[0];
  for (const point of points) {
    const step = distanceMetres(corner!, point);
    if (step <= Math.max(SHORTEST_STEP_METRES, corner!.accuracyMetres + point.accuracyMetres)) continue;
    metres += step;
    corner = point;
  }
  return metres;
}

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1_000;
}
