import { Entity } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import {
  AttendanceOdometerCorrected,
  type AutomaticReason,
  BreakEnded,
  BreakOutlasted,
  BreakStarted,
  CheckedOut,
  CheckInApproved,
  CheckInExpired,
  CheckInRejected,
  CheckInRequested,
  CheckOutAwaited,
  CheckOutCompleted,
  DutyHoursSpent,
  DutyLimitMoved,
} from '../contracts/attendance-events';
import { assertActive, driverEngaged, ownCheckOut, rideUnderWay } from './attendance-errors';
import type { Admission, ApprovalFacts, CheckInFacts, CheckOutFacts, Decider, Leaving } from './attendance-facts';
import { AttendanceRecord } from './attendance-record';
import { assertTransition, assertUndecided, type AttendanceStatus } from './attendance-status';
import { type Completion, completedEnd } from './completion';
import { distancesDiffer, type Travelled, travelledBetween } from './distance';
import { assertDocuments } from './documents';
import type { DutyPolicy } from './duty-policy';
import { admittedUntil } from './hours';
import { cutBreaks, isBreakBeyond, lastShiftEnd, leftEarlyMinutes } from './marks';
import { assertEndNotBelowStart, assertPlausibleReading } from './odometer';
import { assertInService } from './outage';
import { assertStillRostered } from './roster-entry';

/** One check-in of a driver and what became of it: rejected, or a stretch of duty until he checked out. */
@Entity({ schema: 'attendance', name: 'attendances' })
export class Attendance extends AttendanceRecord {
  /**
   * @throws DomainError `driver_not_active`, `vehicle_not_active` and `vehicle_out_of_service` (conflict), `odometer_below_last`,
   * `odometer_implausible`, `documents_not_valid` and `hours_spent` (rule)
   */
  static checkIn(facts: CheckInFacts, admission: Admission, at: Date): Attendance {
    assertActive(admission.driver, admission.vehicle);
    assertInService(admission.vehicle, at);
    assertDocuments(admission.documents, at);
    admittedUntil(admission.hours, at, at);
    const { last } = admission.vehicle;
    assertPlausibleReading(facts.odometerStartMetres, last);
    const seen = { odometerJumpMetres: facts.odometerStartMetres - last.metres, checkedInAt: at };
    const attendance = Object.assign(new Attendance(), NOTHING_YET, facts, { status: 'PENDING', ...seen });
    const { deviceId, attempt, odometerStartMetres: odometerMetres } = facts;
    attendance.record(new CheckInRequested(facts.id, { ...attendance.duty, deviceId, odometerMetres, attempt }, at));
    return attendance;
  }

  /**
   * Since the check-in the driver may have been suspended, the vehicle withdrawn, its odometer corrected, a document lapsed, his
   * hours spent, or the roster changed.
   * @throws DomainError `own_check_in` (forbidden), `attendance_status`, `driver_not_active`, `vehicle_not_active` and
   * `vehicle_out_of_service` (conflict), `shift_over`, `not_rostered`, `odometer_below_last`, `odometer_implausible`,
   * `documents_not_valid` and `hours_spent` (rule)
   */
  approve(
    by: Decider,
    { driver, vehicle, entry, documents, hours: counted, travelled }: ApprovalFacts,
    at: Date,
  ): void {
    this.decide('APPROVED', by, at);
    assertActive(driver, vehicle);
    assertInService(vehicle, at);
    assertStillRostered(this, entry, at);
    assertDocuments(documents, at);
    this.dutyEndsBy = admittedUntil(counted, this.checkedInAt, at);
    assertPlausibleReading(this.odometerStartMetres, vehicle.last);
    Object.assign(this, { gpsFromMetres: travelled?.metres ?? 0, gpsSince: travelled?.since ?? null });
    const hours = { checkedInAt: this.checkedInAt.toISOString(), dutyEndsBy: this.dutyEndsBy.toISOString() };
    this.record(new CheckInApproved(this.id, { ...this.duty, approvedBy: by.userId, ...hours }, at));
  }

  /** @throws DomainError `own_check_in` (forbidden), `attendance_status` (conflict) */
  reject(by: Decider, reason: string, at: Date): void {
    this.decide('REJECTED', by, at);
    this.rejectionReason = reason;
    this.record(new CheckInRejected(this.id, { ...this.duty, rejectedBy: by.userId, reason }, at));
  }

  /** Nobody decided in time. Nothing where somebody did. */
  expire(at: Date): void {
    if (this.status !== 'PENDING') return;
    this.move('EXPIRED');
    this.decidedAt = at;
    this.record(new CheckInExpired(this.id, { ...this.duty, checkedInAt: this.checkedInAt.toISOString() }, at));
  }

  /**
   * @param rideIdsUnderWay the driver's rides that have departed and are not over.
   * @throws DomainError `attendance_status` and `ride_under_way` (conflict), `breaks_spent` (rule)
   */
  startBreak(rideIdsUnderWay: readonly string[], policy: DutyPolicy, at: Date): void {
    this.move('ON_BREAK');
    if (rideIdsUnderWay.length > 0) throw rideUnderWay(rideIdsUnderWay);
    const isBeyond = isBreakBeyond(this.breaks, at, policy);
    if (isBeyond) this.excessBreaks++;
    this.onBreakSince = at;
    this.record(new BreakStarted(this.id, isBeyond ? { ...this.duty, isBeyond } : this.duty, at));
  }

  /** Nothing where the break that began then is over. */
  outlastBreak(since: Date, at: Date): void {
    if (this.onBreakSince?.getTime() !== since.getTime()) return;
    this.overlongBreaks++;
    this.record(new BreakOutlasted(this.id, { ...this.duty, since: since.toISOString() }, at));
  }

  /** @throws DomainError (conflict) `not_on_break` */
  endBreak(at: Date): void {
    if (this.onBreakSince === null) throw new DomainError('conflict', 'not_on_break', 'You are not on a break.');
    this.move('APPROVED');
    this.breaks = [...this.breaks, { startedAt: this.onBreakSince.toISOString(), endedAt: at.toISOString() }];
    this.onBreakSince = null;
    this.record(new BreakEnded(this.id, this.duty, at));
  }

  /** Another limit than he was told, by a new rule or by a duty that was put right; hours that were spent may be left again. */
  moveLimit(endsBy: Date, at: Date): void {
    if (!this.isOnDuty || this.dutyEndsBy?.getTime() === endsBy.getTime()) return;
    this.dutyEndsBy = endsBy;
    if (endsBy > at) {
      this.hoursSpentAt = null;
      if (this.leavingBecause === 'hours_spent') this.leavingBecause = null;
    }
    this.record(new DutyLimitMoved(this.id, { ...this.duty, dutyEndsBy: endsBy.toISOString() }, at));
  }

  /** He takes no more rides, and is checked out when nothing is under way any more. Nothing where that was said. */
  spendHours(mayStartAt: Date, at: Date): void {
    if (!this.isOnDuty || this.hoursSpentAt !== null) return;
    this.hoursSpentAt = at;
    this.leavingBecause = 'hours_spent';
    this.record(new DutyHoursSpent(this.id, { ...this.duty, mayStartAt: mayStartAt.toISOString() }, at));
  }

  /** Something is under way: he is checked out when it is over. Nothing where he is to leave already. */
  awaitLeaving(because: AutomaticReason, at: Date): void {
    if (!this.isOnDuty || this.leavingBecause !== null) return;
    this.leavingBecause = because;
    this.record(new CheckOutAwaited(this.id, { ...this.duty, because }, at));
  }

  /** Without figures: nobody read the odometer or counted the cash. Nothing where he is off duty. */
  leaveByItself(
    because: AutomaticReason,
    { cashExpectedPaise, travelled }: Pick<Leaving, 'cashExpectedPaise' | 'travelled'>,
    at: Date,
  ): void {
    if (!this.isOnDuty) return;
    this.endDuty(travelled, at);
    Object.assign(this, { leavingBecause: because, cashExpectedPaise, leftEarlyMinutes: 0 });
    const figures = { odometerEndMetres: null, cashPaise: null, personalUpiPaise: null, cashDepositedPaise: null };
    const fact = { ...this.duty, ...figures, automatic: because, cashExpectedPaise, gpsMetres: this.gpsMetres };
    this.record(new CheckedOut(this.id, fact, at));
  }

  /**
   * Ends a break first, if there is one: who goes home from it need not come back.
   * @throws DomainError `attendance_status` and `driver_engaged` (conflict), `odometer_below_last`,
   * `odometer_implausible` and `odometer_below_start` (rule)
   */
  checkOut(facts: CheckOutFacts, leaving: Leaving, at: Date): void {
    this.leave(facts, {}, leaving, at);
  }

  /**
   * By a manager, for a driver who cannot do it himself: suspended, or without his phone. The same rules hold.
   * @throws DomainError `own_check_out` (forbidden), and as `checkOut`
   */
  checkOutDriver(facts: CheckOutFacts, by: Decider, reason: string, leaving: Leaving, at: Date): void {
    if (this.isOf(by)) throw ownCheckOut();
    this.leave(facts, { checkedOutBy: by.userId, reason }, leaving, at);
  }

  /**
   * The figures of a check-out that happened by itself, once: by the driver, or by a manager, who may also say when he left.
   * @throws DomainError `nothing_to_complete` (conflict), `own_check_out` (forbidden), `odometer_below_start`,
   * `odometer_below_last`, `odometer_implausible`, `odometer_above_next`, `left_outside_duty` and `left_before_ride_end` (rule)
   */
  complete(completion: Completion, at: Date): void {
    const { cashPaise, personalUpiPaise, odometerEndMetres, leftAt, by, reason, cashExpectedPaise } = completion;
    completedEnd(this, completion);
    const takings = {
      cashPaise,
      personalUpiPaise,
      cashDepositedPaise: cashPaise + personalUpiPaise,
      cashExpectedPaise,
    };
    Object.assign(this, {
      ...takings,
      odometerEndMetres,
      dutyEndedAt: leftAt,
      completedAt: at,
      completedBy: by.userId,
    });
    if (leftAt) Object.assign(this, cutBreaks(this, leftAt, completion.policy));
    this.judgeDistance(completion.policy);
    const out = { checkedOutAt: this.checkedOutAt!.toISOString() };
    const who = { ...out, completedBy: by.userId, reason, dutyEndedAt: leftAt?.toISOString() ?? null };
    this.record(new CheckOutCompleted(this.id, { ...this.duty, ...takings, odometerEndMetres, ...who }, at));
  }

  /**
   * A manager's word stands above the plausibility rules: it is how a typo in either reading is undone.
   * @param isVehiclesLast whether the vehicle's last known reading is this attendance's.
   * @throws DomainError `attendance_rejected` and `not_checked_out` (conflict), `nothing_corrected` (invalid),
   * `odometer_below_start` (rule)
   */
  correctOdometer(
    to: { startMetres?: number; endMetres?: number },
    reason: string,
    isVehiclesLast: boolean,
    by: Decider,
    at: Date,
  ): void {
    if (this.status === 'REJECTED' || this.status === 'EXPIRED') {
      const message = `The check-in ${this.status === 'REJECTED' ? 'was rejected' : 'expired'}, so its odometer counts for nothing.`;
      throw new DomainError('conflict', 'attendance_rejected', message);
    }
    if (to.endMetres !== undefined && this.odometerEndMetres === null) {
      throw new DomainError('conflict', 'not_checked_out', 'There is no reading at check-out to correct yet.');
    }
    this.assertNotOwn(by);
    const from = this.readings;
    this.odometerStartMetres = to.startMetres ?? this.odometerStartMetres;
    this.odometerEndMetres = to.endMetres ?? this.odometerEndMetres;
    const now = this.readings;
    if (now.startMetres === from.startMetres && now.endMetres === from.endMetres) {
      throw new DomainError('invalid', 'nothing_corrected', 'Give a reading that differs from the recorded one.', {
        ...from,
      });
    }
    if (now.endMetres !== null) assertEndNotBelowStart(now.endMetres, now.startMetres, this.id);
    this.record(
      new AttendanceOdometerCorrected(
        this.id,
        { ...this.duty, from, to: now, isVehiclesLast, correctedBy: by.userId, reason },
        at,
      ),
    );
  }

  /** By the policy of the moment, and anew when a reading is given or corrected. */
  judgeDistance(policy: DutyPolicy): void {
    this.distanceDiffers = distancesDiffer(this.drivenMetres, this.gpsMetres, policy);
  }

  /** The latest reading of this attendance. */
  get lastReadingMetres(): number {
    return this.odometerEndMetres ?? this.odometerStartMetres;
  }

  private get readings(): { startMetres: number; endMetres: number | null } {
    return { startMetres: this.odometerStartMetres, endMetres: this.odometerEndMetres };
  }

  private leave(
    facts: CheckOutFacts,
    forDriver: { checkedOutBy?: string; reason?: string },
    { engagedRideIds, shifts, last, cashExpectedPaise, policy, travelled }: Leaving,
    at: Date,
  ): void {
    this.endDuty(travelled, at);
    if (engagedRideIds.length > 0) throw driverEngaged(engagedRideIds);
    assertPlausibleReading(facts.odometerEndMetres, last);
    assertEndNotBelowStart(facts.odometerEndMetres, this.odometerStartMetres, this.id);
    const cashDepositedPaise = facts.cashPaise + facts.personalUpiPaise;
    const takings = { ...facts, cashDepositedPaise, cashExpectedPaise };
    const shiftEndsAt = lastShiftEnd(this, shifts, at, policy);
    const leftEarly = shiftEndsAt && leftEarlyMinutes(at, shiftEndsAt, policy);
    Object.assign(this, { ...takings, leavingBecause: null, leftEarlyMinutes: leftEarly });
    this.judgeDistance(policy);
    const fact = { ...this.duty, ...takings, gpsMetres: this.gpsMetres, ...forDriver };
    this.record(new CheckedOut(this.id, fact, at));
  }

  private endDuty(travelled: Travelled | null, at: Date): void {
    if (this.status === 'ON_BREAK') this.endBreak(at);
    this.move('CHECKED_OUT');
    this.checkedOutAt = at;
    const from = this.gpsFromMetres === null ? null : { metres: this.gpsFromMetres, since: this.gpsSince };
    this.gpsMetres = travelledBetween(from, travelled);
  }

  private decide(to: 'APPROVED' | 'REJECTED', by: Decider, at: Date): void {
    this.assertNotOwn(by);
    assertUndecided(this.status, to);
    this.status = to;
    this.decidedAt = at;
    this.decidedBy = by.userId;
  }

  private move(to: AttendanceStatus): void {
    assertTransition(this.status, to);
    this.status = to;
  }

  private assertNotOwn(by: Decider): void {
    if (!this.isOf(by)) return;
    throw new DomainError('forbidden', 'own_check_in', 'Nobody decides on his own check-in or corrects its odometer.');
  }
}

const NOTHING_YET = {
  decidedAt: null,
  decidedBy: null,
  rejectionReason: null,
  onBreakSince: null,
  breaks: [],
  checkedOutAt: null,
  odometerEndMetres: null,
  cashPaise: null,
  personalUpiPaise: null,
  cashDepositedPaise: null,
  dutyEndsBy: null,
  hoursSpentAt: null,
  leavingBecause: null,
  dutyEndedAt: null,
  completedAt: null,
  completedBy: null,
  readNextMetres: null,
  readBeforeMetres: null,
  cashExpectedPaise: null,
  leftEarlyMinutes: null,
  excessBreaks: 0,
  overlongBreaks: 0,
  gpsFromMetres: null,
  gpsSince: null,
  gpsMetres: null,
  distanceDiffers: null,
};
