import type { DutyPolicy } from './duty-policy';

/** How far a driver's device has travelled in all, and since when that is counted: another count is no measure of this one. */
export interface Travelled {
  readonly metres: number;
  readonly since: Date;
}

/** Where a duty's distance is counted from. */
export interface DistanceStart {
  readonly metres: number;
  /** Null where the device had said nothing to measure by yet: then all that is counted later is of the duty. */
  readonly since: Date | null;
}

/** From the one moment to the other; null where either is not known, or the count began anew in between. */
export function travelledBetween(from: DistanceStart | null, until: Travelled | null): number | null {
  if (!from || !until) return null;
  if (from.since && from.since.getTime() !== until.since.getTime()) return null;
  return Math.max(0, until.metres - from.metres);
}

/** Whether they differ by more of the larger than the policy lets pass; null where one of them is not known. */
export function distancesDiffer(
  odometerMetres: number | null,
  gpsMetres: number | null,
  { distanceDiffersPercent }: DutyPolicy,
): boolean | null {
  if (odometerMetres === null || gpsMetres === null) return null;
  const larger = Math.max(odometerMetres, gpsMetres);
  return Math.abs(odometerMetres - gpsMetres) * 100 > larger * distanceDiffersPercent;
}
