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
  /** What the odometer read when the next driver took the vehicle; null where nobody has since. */
  readonly nextStartMetres: number | null;
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
  const { odometerEndMetres: metres, nextStartMetres, last, leftAt } = completion;
  assertEndNotBelowStart(metres, odometerStartMetres, id);
  if (nextStartMetres === null) assertPlausibleReading(metres, last);
  else if (metres > nextStartMetres) throw aboveNext(metres, nextStartMetres);
  if (leftAt) assertWithinDuty(attendance, leftAt);
}

function aboveNext(metres: number, nextStartMetres: number): DomainError {
  return new DomainError(
    'rule',
    'odometer_above_next',
    `The odometer reads ${metres} m, above the ${nextStartMetres} m that the next driver of the vehicle read.`,
    { odometerMetres: metres, nextStartMetres },
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
