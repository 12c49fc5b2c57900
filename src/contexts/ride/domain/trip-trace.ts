import { distanceMetres, type GeoPoint } from '../../../kernel/geo-point';

/** How far the positions of a driver's device say that he drove one leg, and how much of it they saw. */
export interface LegTrace {
  readonly distanceMetres: number;
  readonly points: number;
  /** The longest time that no point covers, from the leg's start to its end. */
  readonly longestGapSeconds: number;
}

export interface TracedLeg {
  readonly startedAt: Date;
  readonly endedAt: Date;
}

const LEAST_POINTS = 2;
/** A cab at 60 km/h is 2 km on after two minutes: what lies between is a guess. */
const LONGEST_GAP_SECONDS = 120;
const TOP_SPEED_KILOMETRES_PER_HOUR = 120;
/** The trip begins and ends up to this far from the points it was booked for. */
const ENDS_SLACK_METRES = 1_000;

/**
 * The distance that the traces measured, or null where they do not bear it: a leg unseen, seen by a single point or with a
 * gap of over two minutes, faster than a cab drives, or shorter than the straight line over the booked places. Then the
 * trip ended early, or the trace lies; the odometer knows.
 */
export function tracedMetres(
  legs: readonly TracedLeg[],
  traces: readonly (LegTrace | null)[],
  places: readonly GeoPoint[],
): number | null {
  if (traces.length !== legs.length) return null;
  let metres = 0;
  for (const [index, leg] of legs.entries()) {
    const trace = traces[index];
    if (!trace || trace.points < LEAST_POINTS || !(trace.longestGapSeconds <= LONGEST_GAP_SECONDS)) return null;
    const seconds = (leg.endedAt.getTime() - leg.startedAt.getTime()) / 1_000;
    if (!(trace.distanceMetres <= (seconds * TOP_SPEED_KILOMETRES_PER_HOUR) / 3.6)) return null;
    metres += trace.distanceMetres;
  }
  const straight = places.slice(1).reduce((sum, place, index) => sum + distanceMetres(places[index]!, place), 0);
  return metres + ENDS_SLACK_METRES < straight ? null : Math.round(metres);
}
