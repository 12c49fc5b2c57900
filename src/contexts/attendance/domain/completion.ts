import { DomainError } from '../../../platform/errors/domain-error';
import { ownCheckOut } from './attendance-errors';
import type { CheckOutFacts, Decider } from './attendance-facts';
import type { AttendanceRecord } from './attendance-record';
import type { DutyPolicy } from './duty-policy';
import { assertEndNotBelowStart, assertPlausibleReading, type LastReading } from './odometer';

/** The figures of a check-out that happened by itself, given later. */
export interface Completion extends CheckOutFacts {
  readonly cashExpectedPaise: number;
  readonly policy: DutyPolicy;
  /** When he really left; null: when he was checked out. */
  readonly leftAt: Date | null;
  readonly by: Decider;
  /** Null where the driver does it himself. */
  readonly reason: string | null;
  readonly last: LastReading;
  /** What the odometer read when the next driver took the vehicle; null where none has since. */
  readonly nextStartMetres: number | null;
  /** When the last ride of the duty ended; null where he carried none. */
  readonly lastRideEndedAt: Date | null;
}

/**
 * Whether the figures can be: what others have read of the vehicle since bounds them.
 * @throws DomainError as `Attendance.complete`
 */
export function completedEnd(attendance: AttendanceRecord, completion: Completion): void {
  const { id, status, odometerEndMetres, odometerStartMetres } = attendance;
  if (status !== 'CHECKED_OUT' || odometerEndMetres !== null) {
    throw new DomainError(
      'conflict',
      'nothing_to_complete',
      'Only a check-out that happened by itself is completed, and once.',
      { attendanceId: id },
    );
  }
  if (completion.reason !== null && attendance.isOf(completion.by)) throw ownCheckOut();
  const { odometerEndMetres: metres, leftAt } = completion;
  assertEndNotBelowStart(metres, odometerStartMetres, id);
  assertBetweenOthers(attendance, completion);
  if (!leftAt) return;
  assertWithinDuty(attendance, leftAt);
  if (completion.lastRideEndedAt && leftAt < completion.lastRideEndedAt)
    throw beforeRideEnd(completion.lastRideEndedAt);
}

/** Above what the duty itself has read, and not above what was read next: the vehicle has driven on since. */
function assertBetweenOthers(
  { readNextMetres, readBeforeMetres }: AttendanceRecord,
  { odometerEndMetres: metres, nextStartMetres, last }: Completion,
): void {
  const next = lowest(nextStartMetres, readNextMetres);
  if (next !== null && metres > next) throw aboveNext(metres, next);
  if (next === null) assertPlausibleReading(metres, last);
  // Where the next driver has taken it, what was read before another reading may be his.
  else if (nextStartMetres === null && readBeforeMetres !== null)
    assertPlausibleReading(metres, { metres: readBeforeMetres, attendanceId: null });
}

function lowest(...readings: (number | null)[]): number | null {
  const known = readings.filter((metres) => metres !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function beforeRideEnd(lastRideEndedAt: Date): DomainError {
  const endedAt = lastRideEndedAt.toISOString();
  const message = `He carried his last ride of this duty until ${endedAt}, so he left no earlier.`;
  return new DomainError('rule', 'left_before_ride_end', message, { lastRideEndedAt: endedAt });
}

function aboveNext(metres: number, readNextMetres: number): DomainError {
  return new DomainError(
    'rule',
    'odometer_above_next',
    `The odometer reads ${metres} m, above the ${readNextMetres} m that was read of the vehicle next.`,
    { odometerMetres: metres, readNextMetres },
  );
}

function assertWithinDuty({ checkedInAt, checkedOutAt }: AttendanceRecord, leftAt: Date): void {
  if (leftAt >= checkedInAt && leftAt <= checkedOutAt!) return;
  throw new DomainError(
    'rule',
    'left_outside_duty',
    `He was on duty from ${checkedInAt.toISOString()} to ${checkedOutAt!.toISOString()}, and left at neither end nor between.`,
    { checkedInAt: checkedInAt.toISOString(), checkedOutAt: checkedOutAt!.toISOString() },
  );
}
