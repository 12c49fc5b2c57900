import { estimateSeconds } from '../../../platform/routing/estimated-routing';
import { type MatchingPolicy, radiiOf } from './matching-policy';

/** Looked at before the rest of the first circle: where the city is full, the best stands here. */
const FIRST_RING_METRES = 500;

/** How far everybody was looked at: all who stand nearer, and of those as far as this the ones up to that id. */
export interface Reach {
  readonly metres: number;
  readonly driverId: string;
}
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export const NOWHERE: Reach = { metres: -1, driverId: FIRST_ID };

/** Everybody as far as that, the edge too. */
export function reachOf(metres: number): Reach {
  return { metres, driverId: LAST_ID };
}

export interface Ring {
  readonly radiusMetres: number;
  /** The policy's circle ends here: where somebody idle passes within it, nobody outside is asked. */
  readonly endsCircle: boolean;
}

/** What one round looks at, from near to far: the policy's circles, the first of them in rings that double. */
export function ringsOf(policy: MatchingPolicy): Ring[] {
  const circles = radiiOf(policy);
  const rings: Ring[] = [];
  for (let radiusMetres = FIRST_RING_METRES; radiusMetres < circles[0]!; radiusMetres *= 2) {
    rings.push({ radiusMetres, endsCircle: false });
  }
  return [...rings, ...circles.map((radiusMetres) => ({ radiusMetres, endsCircle: true }))];
}

/** The policy's circle ends there: everybody within it was looked at. */
export function isWholeCircle({ metres }: Reach, policy: MatchingPolicy): boolean {
  return radiiOf(policy).includes(metres);
}

/** How soon somebody may be there at best: by the estimate, at that speed, or by any road. */
export type WaysBeyond = 'by_road' | { readonly kilometresPerHour?: number };

/** No city's road is faster, and none is shorter than the straight line. */
const FASTEST_KILOMETRES_PER_HOUR = 80;

/**
 * The least that anybody farther than this can cost, in seconds: by the shortest way from there, with all that waiting,
 * acceptance and charge may take off (`scoreOf`). Who costs no more has nobody better behind the ring: one who is finishing a
 * ride stands where its drop is, and its rest only adds.
 */
export function leastCostBeyond(
  metres: number,
  { weights }: MatchingPolicy,
  ways: WaysBeyond = {},
  weight = 1,
): number {
  const { pickup, idleMinute, idleMinutesAtMost, acceptance, chargePercent } = weights;
  const seconds =
    ways === 'by_road' ? (metres * 3.6) / FASTEST_KILOMETRES_PER_HOUR : estimateSeconds(metres, ways.kilometresPerHour);
  return weight * pickup * seconds - idleMinute * idleMinutesAtMost - acceptance - chargePercent * 100;
}
