import { distanceMetres, type GeoPoint } from '../../../kernel/geo-point';
import type { ProgressTrouble } from '../contracts/assignment-events';

/** Rules of this operator, in seconds and metres. */
export interface ProgressPolicy {
  /** Between two looks at a driver under way. */
  readonly lookSeconds: number;
  /** From the assignment, or from when he was to be free of the ride before; who has not departed by then counts as stalled. */
  readonly departSeconds: number;
  /** Without a position he is dark. */
  readonly darkSeconds: number;
  /** Within these he must be `nearerMetres` nearer than he was, or have moved on as far, or he is stalled. */
  readonly stalledSeconds: number;
  /** Nor may he drive about for so long without coming nearer, unless his way asks it of him. */
  readonly detourSeconds: number;
  readonly nearerMetres: number;
  /** Farther than the nearest yet by this much, and by what his way may lead him away, he is retreating. */
  readonly retreatMetres: number;
  /** So near he has come: he looks for the rider, and need not come nearer. */
  readonly thereMetres: number;
  /** What a driver in trouble has, to mend it. */
  readonly graceSeconds: number;
}

export const PROGRESS_POLICY: ProgressPolicy = {
  lookSeconds: 30,
  departSeconds: 180,
  darkSeconds: 90,
  stalledSeconds: 180,
  detourSeconds: 480,
  nearerMetres: 50,
  retreatMetres: 500,
  thereMetres: 100,
  graceSeconds: 60,
};

/** What is remembered of a driver between two looks. */
export interface ProgressWatch {
  readonly stage: 'to_depart' | 'on_the_way';
  /** The nearest to the pickup that counted as nearer; null until he was seen. */
  readonly nearestMetres: number | null;
  /** How far, and for how long, his way by road may lead him away from the rider; 0 until he was seen, and where no road is known. */
  readonly detourMetres: number;
  readonly detourSeconds: number;
  /** When he last came nearer; until then, when he departed. */
  readonly nearerAt: Date;
  /** Where he was seen when he had last moved on, and when; until he was seen, when he departed. */
  readonly movedTo: GeoPoint | null;
  readonly movedAt: Date;
  readonly trouble: ProgressTrouble | null;
  /** Set with `trouble`. */
  readonly graceUntil: Date | null;
}

/** What a look sees. */
export interface ProgressSeen {
  readonly assignedAt: Date;
  /** When the ride before was to be over; null where he was free. */
  readonly freeAt: Date | null;
  /** Null: not yet. */
  readonly departedAt: Date | null;
  readonly pickup: GeoPoint;
  /** By road, from where he was offered the ride; null where nobody knew it. */
  readonly way: { readonly metres: number; readonly seconds: number } | null;
  /** The last believed position; null where none is known. */
  readonly position: { readonly point: GeoPoint; readonly seenAt: Date } | null;
}

export type ProgressOutcome = 'well' | 'doubted' | 'still_doubted' | 'mended' | 'lost';

export interface ProgressJudgement {
  readonly watch: ProgressWatch;
  readonly outcome: ProgressOutcome;
  readonly nextLookAt: Date;
}

/**
 * One look at a driver on his way to the rider. Trouble is doubted at once, forgotten when it mends, and only a driver still
 * in trouble at the end of the grace is lost. `before` is null at the first look.
 */
export function judgeProgress(
  before: ProgressWatch | null,
  seen: ProgressSeen,
  now: Date,
  policy: ProgressPolicy = PROGRESS_POLICY,
): ProgressJudgement {
  const stage = seen.departedAt === null ? 'to_depart' : 'on_the_way';
  const since = seen.departedAt ?? readyAt(seen);
  const fresh = {
    stage,
    nearestMetres: null,
    detourMetres: 0,
    detourSeconds: 0,
    nearerAt: since,
    movedTo: null,
    movedAt: since,
  } as const;
  // What was doubted before he departed is mended by his departure.
  const known = before?.stage === stage ? before : { ...fresh, trouble: null, graceUntil: null };
  const way = stage === 'to_depart' ? known : withNearest(withMoved(known, seen, now, policy), seen, now, policy);
  const trouble = stage === 'to_depart' ? notDeparted(seen, now, policy) : troubleOf(way, seen, now, policy);
  const graceUntil = trouble === null ? null : (known.graceUntil ?? secondsAfter(now, policy.graceSeconds));
  const watch = { ...way, trouble, graceUntil };
  return { watch, outcome: outcomeOf(before, watch, now), nextLookAt: nextLook(watch, seen, now, policy) };
}

function withMoved(watch: ProgressWatch, seen: ProgressSeen, now: Date, policy: ProgressPolicy): ProgressWatch {
  if (seen.position === null || isDark(seen, now, policy)) return watch;
  const { point, seenAt } = seen.position;
  if (watch.movedTo === null) return { ...watch, movedTo: point };
  if (distanceMetres(point, watch.movedTo) < policy.nearerMetres) return watch;
  return { ...watch, movedTo: point, movedAt: seenAt };
}

function withNearest(watch: ProgressWatch, seen: ProgressSeen, now: Date, policy: ProgressPolicy): ProgressWatch {
  if (seen.position === null || isDark(seen, now, policy)) return watch;
  const metres = Math.round(distanceMetres(seen.position.point, seen.pickup));
  if (watch.nearestMetres === null) return { ...watch, nearestMetres: metres, ...detourOf(seen, metres) };
  if (metres > watch.nearestMetres - policy.nearerMetres) return watch;
  return { ...watch, nearestMetres: metres, nearerAt: seen.position.seenAt };
}

/**
 * Who begins `straight` metres from the rider and comes within `nearest` drives at least their difference. Where his way then leads
 * him away for `detour` metres until he is as near again, `nearest` are left: so all of it is at most his way, and `detour` at most what the way
 * is longer than the straight line. He is farthest in the middle of it, and drives it in its share of the time.
 */
function detourOf({ way }: ProgressSeen, straight: number): Pick<ProgressWatch, 'detourMetres' | 'detourSeconds'> {
  if (way === null || way.metres <= straight) return { detourMetres: 0, detourSeconds: 0 };
  const longer = way.metres - straight;
  return {
    detourMetres: Math.round(longer / 2),
    detourSeconds: Math.round((way.seconds * longer) / way.metres),
  };
}

function troubleOf(
  watch: ProgressWatch,
  seen: ProgressSeen,
  now: Date,
  policy: ProgressPolicy,
): ProgressTrouble | null {
  if (isDark(seen, now, policy)) return 'dark';
  if (seen.position === null || watch.nearestMetres === null) return null;
  const metres = distanceMetres(seen.position.point, seen.pickup);
  if (metres > watch.nearestMetres + policy.retreatMetres + watch.detourMetres) return 'retreating';
  if (metres <= policy.thereMetres) return null;
  const notNearer = secondsBetween(watch.nearerAt, now);
  // Round a block that may be driven one way only it is farther before it is nearer.
  const isMoving = secondsBetween(watch.movedAt, now) < policy.stalledSeconds;
  const detourSeconds = Math.max(policy.detourSeconds, watch.detourSeconds);
  return notNearer >= (isMoving ? detourSeconds : policy.stalledSeconds) ? 'stalled' : null;
}

function notDeparted(seen: ProgressSeen, now: Date, policy: ProgressPolicy): ProgressTrouble | null {
  return secondsBetween(readyAt(seen), now) >= policy.departSeconds ? 'stalled' : null;
}

/** From when he could set out: nobody leaves a rider on the road for the next. */
function readyAt({ assignedAt, freeAt }: ProgressSeen): Date {
  return freeAt ?? assignedAt;
}

/** A driver of whom no position is known counts as last seen when he departed. */
function isDark({ position, departedAt }: ProgressSeen, now: Date, policy: ProgressPolicy): boolean {
  const seenAt = position?.seenAt ?? departedAt!;
  return secondsBetween(seenAt, now) > policy.darkSeconds;
}

function outcomeOf(before: ProgressWatch | null, after: ProgressWatch, now: Date): ProgressOutcome {
  const wasDoubted = before !== null && before.trouble !== null;
  if (after.trouble === null) return wasDoubted ? 'mended' : 'well';
  if (!wasDoubted || before.stage !== after.stage) return 'doubted';
  return now >= after.graceUntil! ? 'lost' : 'still_doubted';
}

function nextLook(watch: ProgressWatch, seen: ProgressSeen, now: Date, policy: ProgressPolicy): Date {
  const next = secondsAfter(now, policy.lookSeconds);
  if (watch.graceUntil !== null) return watch.graceUntil < next && watch.graceUntil > now ? watch.graceUntil : next;
  if (watch.stage === 'on_the_way') return next;
  return secondsAfter(readyAt(seen), policy.departSeconds);
}

export function secondsAfter(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1_000);
}

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1_000;
}
