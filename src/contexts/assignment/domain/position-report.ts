import { distanceMetres, type GeoPoint } from '../../../kernel/geo-point';
import { isNearAny, type ServedArea } from './served-area';

/** What a device says of one moment. */
export interface ReportedPoint extends GeoPoint {
  /** Radius of the circle in which the device believes itself to be. */
  readonly accuracyMetres: number;
  readonly speedMetresPerSecond: number | null;
  /** Clockwise from north. */
  readonly headingDegrees: number | null;
  /** Of the cab's battery. */
  readonly chargePercent: number | null;
  /** By the device's own clock. */
  readonly deviceAt: Date;
  /** The device says that the position is made up by an application. */
  readonly mock: boolean;
}

export interface Position extends ReportedPoint {
  /** Domain time: the device's time put right by its clock's error, and never later than now. */
  readonly at: Date;
}

/** Not stored at all. */
export type IgnoreReason = 'at_zero' | 'too_old' | 'in_the_future' | 'clock_unknown';
/** Stored beside, and not used for matching. */
export type DoubtReason = 'mock' | 'jump' | 'far_from_cities';

export interface Doubted {
  readonly index: number;
  readonly position: Position;
  readonly reason: DoubtReason;
}

/** What is remembered of one device between two reports. */
export interface Trail {
  /** The newest position that was believed. */
  readonly last: Pick<Position, 'latitude' | 'longitude' | 'accuracyMetres' | 'at' | 'deviceAt'> | null;
  /** Where the device insists to be since it seemed to jump. */
  readonly elsewhere: { readonly position: Position; readonly points: number; readonly since: Date } | null;
  /** How far the device's clock is behind domain time. */
  readonly skewMilliseconds: number;
}

export const NEW_TRAIL: Trail = { last: null, elsewhere: null, skewMilliseconds: 0 };

export interface JudgedReport {
  readonly ignored: readonly { readonly index: number; readonly reason: IgnoreReason }[];
  /** By time. Those older than the newest position that was known before are among them. */
  readonly believed: readonly Position[];
  readonly doubted: readonly Doubted[];
  /** Whether the last of the report's points, by time, was believed. */
  readonly newest: Position | null;
  readonly trail: Trail;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** What the way over the network and a sane clock explain of a device whose clock seems to be behind. */
const SKEW_TOLERANCE = 30 * SECOND;
/** Two measures of the same clock's error differ by the network's moods. */
const SKEW_JITTER = 10 * SECOND;
const MOST_SKEW = 24 * HOUR;
/** A phone that was without a network keeps the points of its shift. */
const OLDEST = 24 * HOUR;
/** Of a device's own two clocks: of the receiver and of the system. */
const FUTURE_TOLERANCE = 60 * SECOND;
/** 216 km/h: no cab goes as fast. */
const FASTEST_METRES_PER_SECOND = 60;
/** Nothing that a device measures is as small. */
const LEAST_MEASURE = 1e-6;
/** Of each of two points: how much nearer than they say they may have been. */
const MOST_ALLOWANCE_METRES = 500;
/** When a device insists on the new place for so long, it was the old one that was wrong. */
const INSISTING_POINTS = 5;
const INSISTING_MILLISECONDS = 60 * SECOND;

/**
 * Which of a device's points can be used, and for what. Order and repetition do not matter: each point is judged by its
 * time, and one that is older than what is known changes nothing of where the driver is now.
 * @param sentAt the device's clock when it sent the report: what it differs from `now` is the clock's error
 */
export function judgeReport(
  points: readonly ReportedPoint[],
  { sentAt, now }: { readonly sentAt: Date; readonly now: Date },
  areas: readonly ServedArea[],
  trail: Trail,
): JudgedReport {
  const skew = skewOf(sentAt, now, trail);
  const ignored: { index: number; reason: IgnoreReason }[] = [];
  const usable: { index: number; position: Position }[] = [];
  points.forEach((point, index) => {
    const reason = skew === null ? 'clock_unknown' : ignoreReason(point, sentAt);
    if (reason) ignored.push({ index, reason });
    else usable.push({ index, position: { ...storable(point), at: earlier(now, point.deviceAt.getTime() + skew!) } });
  });
  usable.sort((a, b) => inTime(a.position, b.position));

  const believed: Position[] = [];
  const doubted: Doubted[] = [];
  let { last, elsewhere } = trail;
  let newest: Position | null = null;
  for (const { index, position } of usable) {
    const reason = doubtOf(position, areas);
    if (reason) {
      doubted.push({ index, position, reason });
    } else if (last && !isNewer(position, last)) {
      // Late, or told again: where he was then must lead to where he was known to be after it.
      if (isReachable(last, position)) believed.push(position);
      else doubted.push({ index, position, reason: 'jump' });
    } else if (!last || isReachable(last, position)) {
      [last, newest, elsewhere] = [position, position, null];
      believed.push(position);
    } else {
      elsewhere = insisting(elsewhere, position);
      if (isSettled(elsewhere)) {
        [last, newest, elsewhere] = [position, position, null];
        believed.push(position);
      } else {
        doubted.push({ index, position, reason: 'jump' });
      }
    }
  }
  return {
    ignored,
    believed,
    doubted,
    newest,
    trail: { last, elsewhere, skewMilliseconds: skew ?? trail.skewMilliseconds },
  };
}

/** What the device measured, as single-precision columns hold it: 1e-50 % of charge would underflow there. */
function storable(point: ReportedPoint): ReportedPoint {
  return {
    ...point,
    accuracyMetres: single(point.accuracyMetres),
    speedMetresPerSecond: single(point.speedMetresPerSecond),
    headingDegrees: single(point.headingDegrees),
    chargePercent: single(point.chargePercent),
  };
}

function single<T extends number | null>(value: T): T {
  if (value === null) return value;
  return (Math.abs(value) < LEAST_MEASURE ? 0 : Math.fround(value)) as T;
}

/**
 * Null where the clock is so wrong that its times say nothing. The way over the network only ever adds to the measure, so
 * that of two that are close the smaller one is the better; and a clock that is ahead is wrong however little it is.
 */
function skewOf(sentAt: Date, now: Date, { skewMilliseconds: known }: Trail): number | null {
  const measured = now.getTime() - sentAt.getTime();
  if (Math.abs(measured) > MOST_SKEW) return null;
  if (known !== 0 && measured >= known && measured - known <= SKEW_JITTER) return known;
  return measured >= 0 && measured <= SKEW_TOLERANCE ? 0 : measured;
}

type Moment = Pick<Position, 'at' | 'deviceAt'>;

export function isNewer(a: Moment, b: Moment): boolean {
  return inTime(a, b) > 0;
}

/** Of two at once, the device's own clock says which was first. */
function inTime(a: Moment, b: Moment): number {
  return a.at.getTime() - b.at.getTime() || a.deviceAt.getTime() - b.deviceAt.getTime();
}

function ignoreReason({ latitude, longitude, deviceAt }: ReportedPoint, sentAt: Date): IgnoreReason | null {
  if (Math.abs(latitude) < 0.01 && Math.abs(longitude) < 0.01) return 'at_zero';
  const age = sentAt.getTime() - deviceAt.getTime();
  if (age > OLDEST) return 'too_old';
  return age < -FUTURE_TOLERANCE ? 'in_the_future' : null;
}

function doubtOf(position: Position, areas: readonly ServedArea[]): DoubtReason | null {
  if (position.mock) return 'mock';
  return isNearAny(areas, position) ? null : 'far_from_cities';
}

/** In either direction of time. */
function isReachable(from: NonNullable<Trail['last']>, to: Position): boolean {
  const metres = distanceMetres(from, to) - allowance(from) - allowance(to);
  const seconds = Math.max(1, Math.abs(to.at.getTime() - from.at.getTime()) / SECOND);
  return metres / seconds <= FASTEST_METRES_PER_SECOND;
}

/** A device that knows nothing of where it is must not be able to be anywhere. */
function allowance({ accuracyMetres }: Pick<Position, 'accuracyMetres'>): number {
  return Math.min(accuracyMetres, MOST_ALLOWANCE_METRES);
}

function insisting(before: Trail['elsewhere'], position: Position): NonNullable<Trail['elsewhere']> {
  if (!before || position.at <= before.position.at || !isReachable(before.position, position)) {
    return { position, points: 1, since: position.at };
  }
  return { position, points: before.points + 1, since: before.since };
}

function isSettled({ position, points, since }: NonNullable<Trail['elsewhere']>): boolean {
  return points >= INSISTING_POINTS && position.at.getTime() - since.getTime() >= INSISTING_MILLISECONDS;
}

function earlier(now: Date, milliseconds: number): Date {
  return milliseconds < now.getTime() ? new Date(milliseconds) : now;
}
