import type { TripFacts } from '../../../kernel/fare';
import { assertGeoPoint, type GeoPoint } from '../../../kernel/geo-point';
import type { TripType } from '../../../kernel/trip-type';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import { invalidRequest, refusedByState } from './ride-errors';

/** One driver in one vehicle, as they were then; a breakdown ends a leg and a second cab drives the next. */
export interface TripLeg {
  readonly driverId: string;
  readonly driverName: string;
  readonly vehicleId: string;
  readonly plate: string;
  readonly vehicleClass: VehicleClass;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** As the dashboard shows it, which is in whole kilometres on most cabs. */
  readonly odometerStartMetres: number;
  /** Null where a cab broke down and nobody read it. */
  readonly odometerEndMetres: number | null;
}

/** A leg under way: its end is not known yet. */
export interface OpenLeg extends Omit<TripLeg, 'endedAt' | 'odometerEndMetres'> {
  readonly endedAt: null;
  readonly odometerEndMetres: null;
}

/** The positions of the driver's device, his readings, or an operator who settled a doubtful trip. */
export type DistanceSource = 'trace' | 'odometer' | 'operator';

/** Why a trip is not priced before an operator has looked at it. */
export const TRIP_REVIEW_REASONS = [
  'odometer_missing',
  'odometer_went_back',
  'distance_too_long',
  'distance_far_from_expected',
  'distances_disagree',
  'speed_too_high',
  'expenses_too_high',
  'no_duration',
  'legs_out_of_order',
] as const;
export type TripReviewReason = (typeof TRIP_REVIEW_REASONS)[number];

/** An operator's settlement of a doubtful trip. */
export interface TripReview {
  readonly operatorId: string;
  readonly reviewedAt: Date;
  readonly note: string;
  readonly settled: readonly TripReviewReason[];
}

/** What happened, apart from what was booked: the only source of the final fare. */
export interface TripRecord {
  readonly confirmedPickup: GeoPoint;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly distanceMetres: number;
  readonly distanceSource: DistanceSource;
  readonly legs: readonly TripLeg[];
  /** From the later of arrival and pickup time until the start. */
  readonly waitingSeconds: number;
  /** Between one leg's end and the next one's start: the rider waited for a second cab and does not pay for it. */
  readonly unchargedSeconds: number;
  readonly tollsPaise: number;
  readonly parkingPaise: number;
  /** Not empty: the trip awaits an operator and has no fare yet. */
  readonly reviewReasons: readonly TripReviewReason[];
  readonly review: TripReview | null;
}

export interface TripReport {
  readonly confirmedPickup: GeoPoint;
  readonly legs: readonly TripLeg[];
  readonly waitingSeconds: number;
  readonly tollsPaise: number;
  readonly parkingPaise: number;
  /** What the booking expected: by it a distance is judged. */
  readonly expectedMetres: number;
  /** What the ride was quoted at: by it expenses are judged. */
  readonly quotedFarePaise: number;
  /** What the driver's positions measured, where they bear it; else the odometer counts. */
  readonly tracedMetres: number | null;
}

export const LONGEST_TRIP_METRES = 1_500_000;
/** Ten million kilometres: no dashboard shows more. */
export const LARGEST_ODOMETER_METRES = 10_000_000_000;
const FASTEST_AVERAGE_KILOMETRES_PER_HOUR = 120;
/**
 * Two readings of whole kilometres can overstate a short hop by almost one; a second is for the hop itself. Once a trip,
 * however many cabs drove it.
 */
const READING_SLACK_METRES = 2_000;
/** A distance is doubted that is both so many times the expected one and so much longer: a start reading mistyped too low. */
const FAR_TIMES = 3;
const FAR_METRES = 50_000;
/** The trace and the readings disagree that are both so much of the traced distance and so far apart. */
const DISAGREEING_SHARE = 0.25;
const DISAGREEING_METRES = 1_000;
/** ₹2,000. Tolls and parking above it, and above the quoted fare, are looked at before the rider pays them. */
const EXPENSES_PAISE_UNDOUBTED = 2_000_00;

/**
 * Takes down what was reported. What cannot be is refused; what can hardly be is kept, and named for an operator.
 * @throws DomainError `invalid_trip_report`, with every wrong field named, or `invalid_coordinates`.
 */
export function recordTrip(report: TripReport): TripRecord {
  assertTripReport(report);
  const { legs } = report;
  const first = legs[0]!;
  const last = legs[legs.length - 1]!;
  const { tracedMetres } = report;
  const distance = tracedMetres ?? readMetres(legs);
  return {
    confirmedPickup: report.confirmedPickup,
    startedAt: first.startedAt,
    endedAt: last.endedAt,
    // A negative sum is no distance; the readings themselves stay in the legs.
    distanceMetres: Math.max(0, distance),
    distanceSource: tracedMetres === null ? 'odometer' : 'trace',
    legs,
    waitingSeconds: report.waitingSeconds,
    unchargedSeconds: legs.slice(1).reduce((sum, leg, index) => sum + gapSeconds(legs[index]!, leg), 0),
    tollsPaise: report.tollsPaise,
    parkingPaise: report.parkingPaise,
    reviewReasons: doubts(report, distance),
    review: null,
  };
}

/** Two measures of one way, of which at most one can be right: a mistyped reading, or positions that were not driven. */
export function disagrees(readMetres: number, tracedMetres: number): boolean {
  const apart = Math.abs(readMetres - tracedMetres);
  return apart > DISAGREEING_METRES && apart > DISAGREEING_SHARE * tracedMetres;
}

export function awaitsReview(record: TripRecord): boolean {
  return record.reviewReasons.length > 0;
}

export interface TripCorrection {
  readonly distanceMetres: number;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  /** Left out, what the driver reported stands. */
  readonly tollsPaise?: number;
  readonly parkingPaise?: number;
  readonly operatorId: string;
  readonly reviewedAt: Date;
  readonly note: string;
}

/**
 * The operator's figures stand in for the doubtful ones; the legs keep what was read.
 * @throws DomainError `trip_not_awaiting_review` (conflict), `invalid_trip_correction` (invalid).
 */
export function reviewTrip(record: TripRecord, correction: TripCorrection): TripRecord {
  if (!awaitsReview(record)) {
    throw refusedByState('trip_not_awaiting_review', 'This trip awaits no review; its fare stands.');
  }
  const startedAt = correction.startedAt ?? record.startedAt;
  const endedAt = correction.endedAt ?? record.endedAt;
  const { tollsPaise = record.tollsPaise, parkingPaise = record.parkingPaise } = correction;
  const wrong: string[] = [];
  for (const [field, paise] of Object.entries({ tollsPaise, parkingPaise })) {
    if (!isCount(paise)) wrong.push(`${field} must be a whole number of at least 0`);
  }
  if (!isCount(correction.distanceMetres) || correction.distanceMetres > LONGEST_TRIP_METRES) {
    wrong.push(`distanceMetres must be a whole number from 0 to ${LONGEST_TRIP_METRES}`);
  }
  if (!(endedAt > startedAt)) wrong.push('endedAt must be after startedAt');
  if (correction.note.trim() === '') wrong.push('note must say how the figures were found');
  if (wrong.length > 0) {
    throw invalidRequest('invalid_trip_correction', `The correction is not usable: ${wrong.join('; ')}.`);
  }
  return {
    ...record,
    startedAt,
    endedAt,
    distanceMetres: correction.distanceMetres,
    distanceSource: 'operator',
    tollsPaise,
    parkingPaise,
    reviewReasons: [],
    review: {
      operatorId: correction.operatorId,
      reviewedAt: correction.reviewedAt,
      note: correction.note,
      settled: record.reviewReasons,
    },
  };
}

export interface TripFigures {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly distanceMetres: number;
  readonly tollsPaise: number;
  readonly parkingPaise: number;
}

/** What a review settles, as the facts tell it. */
export function tripFigures({ startedAt, endedAt, distanceMetres, tollsPaise, parkingPaise }: TripRecord): TripFigures {
  const times = { startedAt: startedAt.toISOString(), endedAt: endedAt.toISOString() };
  return { ...times, distanceMetres, tollsPaise, parkingPaise };
}

/** What the fare is computed from. @throws DomainError `trip_awaits_review` (conflict), with the reasons. */
export function tripFacts(
  record: TripRecord,
  booking: { tripType: TripType; airport: boolean; rentalPackageCode: string | null },
): TripFacts {
  if (awaitsReview(record)) {
    throw refusedByState(
      'trip_awaits_review',
      `The trip has no fare until an operator has reviewed it: ${record.reviewReasons.join(', ')}.`,
      { reviewReasons: record.reviewReasons },
    );
  }
  const { startedAt, endedAt, distanceMetres, unchargedSeconds, waitingSeconds, tollsPaise, parkingPaise } = record;
  return { ...booking, startedAt, endedAt, distanceMetres, unchargedSeconds, waitingSeconds, tollsPaise, parkingPaise };
}

function doubts(
  { legs, tollsPaise, parkingPaise, quotedFarePaise, expectedMetres, tracedMetres }: TripReport,
  distanceMetres: number,
): TripReviewReason[] {
  const reasons: TripReviewReason[] = [];
  // Where the trace counts, readings decide nothing of the fare: a reading that is none is no doubt then.
  const read = tracedMetres === null;
  if (read && legs.some((leg) => leg.odometerEndMetres === null)) reasons.push('odometer_missing');
  if (read && legs.some((leg) => legMetres(leg) < 0)) reasons.push('odometer_went_back');
  if (distanceMetres > LONGEST_TRIP_METRES) reasons.push('distance_too_long');
  else if (distanceMetres > Math.max(FAR_TIMES * expectedMetres, expectedMetres + FAR_METRES))
    reasons.push('distance_far_from_expected');
  if (tracedMetres !== null && isPlausible(legs) && disagrees(readMetres(legs), tracedMetres))
    reasons.push('distances_disagree');
  if (legs.some((leg) => legSeconds(leg) <= 0)) reasons.push('no_duration');
  else if (read && isTooFast(legs)) reasons.push('speed_too_high');
  if (tollsPaise + parkingPaise > Math.max(EXPENSES_PAISE_UNDOUBTED, quotedFarePaise))
    reasons.push('expenses_too_high');
  if (legs.slice(1).some((leg, index) => leg.startedAt < legs[index]!.endedAt)) reasons.push('legs_out_of_order');
  return reasons;
}

function isPlausible(legs: readonly TripLeg[]): boolean {
  const isRead = legs.every((leg) => leg.odometerEndMetres !== null && legMetres(leg) >= 0);
  return isRead && !isTooFast(legs) && readMetres(legs) <= LONGEST_TRIP_METRES;
}

function isTooFast(legs: readonly TripLeg[]): boolean {
  const excess = legs.map((leg) => legMetres(leg) - (legSeconds(leg) * FASTEST_AVERAGE_KILOMETRES_PER_HOUR) / 3.6);
  return excess.reduce((sum, metres) => sum + Math.max(0, metres), 0) > READING_SLACK_METRES;
}

function readMetres(legs: readonly TripLeg[]): number {
  return legs.reduce((sum, leg) => sum + legMetres(leg), 0);
}

export function legMetres(leg: TripLeg): number {
  return leg.odometerEndMetres === null ? 0 : leg.odometerEndMetres - leg.odometerStartMetres;
}

function legSeconds(leg: TripLeg): number {
  return (leg.endedAt.getTime() - leg.startedAt.getTime()) / 1_000;
}

function gapSeconds(before: TripLeg, after: TripLeg): number {
  return Math.max(0, Math.floor((after.startedAt.getTime() - before.endedAt.getTime()) / 1_000));
}

function assertTripReport(report: TripReport): void {
  assertGeoPoint(report.confirmedPickup, 'confirmed pickup');
  const wrong: string[] = [];
  for (const field of ['waitingSeconds', 'tollsPaise', 'parkingPaise'] as const) {
    if (!isCount(report[field])) wrong.push(`${field} must be a whole number of at least 0`);
  }
  if (report.legs.length === 0) wrong.push('legs must hold at least one');
  report.legs.forEach((leg, index) => {
    for (const field of ['odometerStartMetres', 'odometerEndMetres'] as const) {
      const reading = leg[field];
      const right = reading === null || (isCount(reading) && reading <= LARGEST_ODOMETER_METRES);
      if (!right) wrong.push(`legs[${index}].${field} must be a whole number from 0 to ${LARGEST_ODOMETER_METRES}`);
    }
    for (const field of ['startedAt', 'endedAt'] as const) {
      if (Number.isNaN(leg[field].getTime())) wrong.push(`legs[${index}].${field} must be a date`);
    }
  });
  if (wrong.length > 0) {
    throw invalidRequest('invalid_trip_report', `The trip cannot be recorded: ${wrong.join('; ')}.`);
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
