import { distanceMetres, type GeoPoint } from '../../../kernel/geo-point';
import type { RideWindows } from './city';
import { invalidRequest, ruleNotMet } from './ride-errors';
import { arrivalWindow, earliestDepartureAt, noShowFrom } from './ride-times';

/** Where a device says it is: the accuracy is the radius in metres it vouches for. */
export interface PositionFix {
  readonly point: GeoPoint;
  readonly accuracyMetres: number;
  readonly takenAt: Date;
}

/** An operator's word instead of a rule of time, of place, or of both. */
export interface OperatorOverride {
  readonly waives: readonly ('time' | 'place')[];
  readonly reason: string;
}

/** The code of each rule that was not met and that an override let pass: for the event and the timeline. */
export type WaivedRules = readonly string[];

/** A code and its message, where a rule is not met; null where it is. */
interface Breach {
  readonly concerns: 'time' | 'place';
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** @throws DomainError `too_early_to_depart` (rule), `override_reason_missing` (invalid). */
export function checkDeparture(
  pickupAt: Date,
  windows: RideWindows,
  now: Date,
  override?: OperatorOverride,
): WaivedRules {
  return settle([earlierThanLead('too_early_to_depart', 'Departing for', pickupAt, windows, now)], override);
}

/** @throws DomainError `too_early_to_start` (rule), `override_reason_missing` (invalid). */
export function checkStart(pickupAt: Date, windows: RideWindows, now: Date, override?: OperatorOverride): WaivedRules {
  return settle([earlierThanLead('too_early_to_start', 'Starting', pickupAt, windows, now)], override);
}

export interface Arrival {
  readonly pickupAt: Date;
  readonly pickup: GeoPoint;
  /** The driver's position, or null where the device gave none: only an override of place makes up for it. */
  readonly fix: PositionFix | null;
}

/**
 * `pickupAt` is the planned pickup, on demand the promised one.
 * @throws DomainError `too_early_to_arrive`, `too_late_to_arrive`, `position_missing`, `position_inaccurate`,
 *   `position_stale`, `position_in_future`, `too_far_from_pickup` (rules), `override_reason_missing` (invalid).
 */
export function checkArrival(
  arrival: Arrival,
  windows: RideWindows,
  now: Date,
  override?: OperatorOverride,
): WaivedRules {
  return settle([outsideArrivalWindow(arrival.pickupAt, windows, now), ...wrongPlace(arrival, windows, now)], override);
}

/** @throws DomainError `too_early_for_no_show` (rule), `override_reason_missing` (invalid). */
export function checkNoShow(
  pickupAt: Date,
  arrivedAt: Date,
  windows: RideWindows,
  now: Date,
  override?: OperatorOverride,
): WaivedRules {
  const from = noShowFrom(pickupAt, arrivedAt, windows);
  if (now >= from) return settle([], override);
  const message =
    `A no-show can be reported from ${from.toISOString()}: ${windows.noShowWaitMinutes} minutes after the later of ` +
    'the arrival and the pickup time.';
  const details = { from: from.toISOString(), now: now.toISOString() };
  return settle([{ concerns: 'time', code: 'too_early_for_no_show', message, details }], override);
}

function earlierThanLead(code: string, verb: string, pickupAt: Date, windows: RideWindows, now: Date): Breach | null {
  const from = earliestDepartureAt(pickupAt, windows);
  if (now >= from) return null;
  return {
    concerns: 'time',
    code,
    message:
      `${verb} this ride is possible from ${from.toISOString()}, ` +
      `${windows.departureLeadMinutes} minutes before its pickup; it is ${now.toISOString()}.`,
    details: { from: from.toISOString(), now: now.toISOString(), leadMinutes: windows.departureLeadMinutes },
  };
}

function outsideArrivalWindow(pickupAt: Date, windows: RideWindows, now: Date): Breach | null {
  const { from, until } = arrivalWindow(pickupAt, windows);
  if (now >= from && now <= until) return null;
  return {
    concerns: 'time',
    code: now < from ? 'too_early_to_arrive' : 'too_late_to_arrive',
    message:
      `Arriving is possible from ${from.toISOString()} until ${until.toISOString()}, ` +
      `${windows.arrivalToleranceMinutes} minutes either side of the pickup; it is ${now.toISOString()}.`,
    details: { from: from.toISOString(), until: until.toISOString(), now: now.toISOString() },
  };
}

function wrongPlace(arrival: Arrival, windows: RideWindows, now: Date): Breach[] {
  const breach = (code: string, message: string, details: Record<string, unknown> = {}): Breach => ({
    concerns: 'place',
    code,
    message,
    details,
  });
  const { fix } = arrival;
  if (fix === null) return [breach('position_missing', 'Arriving needs the position of the driver’s device.')];

  const breaches: Breach[] = [];
  const ageSeconds = (now.getTime() - fix.takenAt.getTime()) / 1_000;
  const mostSeconds = windows.positionAgeSeconds;
  // A device's clock may run a little ahead; beyond the tolerance its time proves nothing. NaN fails both tests.
  if (!(ageSeconds >= -mostSeconds)) {
    const message = `The position is dated ${Math.ceil(-ageSeconds)} s in the future; check the device’s clock.`;
    breaches.push(breach('position_in_future', message, { ageSeconds, mostSeconds }));
  } else if (ageSeconds > mostSeconds) {
    const message = `The position is ${Math.ceil(ageSeconds)} s old; at most ${mostSeconds} s is accepted.`;
    breaches.push(breach('position_stale', message, { ageSeconds, mostSeconds }));
  }
  const { accuracyMetres } = fix;
  if (!(accuracyMetres >= 0 && accuracyMetres <= windows.positionAccuracyMetres)) {
    const message = `The position is accurate to ${accuracyMetres} m; ${windows.positionAccuracyMetres} m or better is needed.`;
    breaches.push(
      breach('position_inaccurate', message, { accuracyMetres, mostMetres: windows.positionAccuracyMetres }),
    );
  }
  const metres = Math.ceil(distanceMetres(fix.point, arrival.pickup));
  if (!(metres <= windows.arrivalRadiusMetres)) {
    const message = `The driver is ${metres} m from the pickup point; at most ${windows.arrivalRadiusMetres} m is accepted.`;
    breaches.push(
      breach('too_far_from_pickup', message, { distanceMetres: metres, mostMetres: windows.arrivalRadiusMetres }),
    );
  }
  return breaches;
}

/** The first breach that no override covers is thrown; the codes of the covered ones are the answer. */
function settle(breaches: readonly (Breach | null)[], override?: OperatorOverride): WaivedRules {
  if (override && override.reason.trim() === '') {
    throw invalidRequest('override_reason_missing', 'An override of a rule needs a reason.');
  }
  const unmet = breaches.filter((breach) => breach !== null);
  const refused = unmet.find((breach) => !override?.waives.includes(breach.concerns));
  if (refused) throw ruleNotMet(refused.code, refused.message, refused.details);
  return unmet.map((breach) => breach.code);
}
