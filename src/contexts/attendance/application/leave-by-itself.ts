import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { AutomaticReason } from '../contracts/attendance-events';
import type { Attendance } from '../domain/attendance';
import { shiftOverAt } from '../domain/roster-entry';
import { Attendances } from '../persistence/attendances';
import { DutyRides } from '../persistence/duty-rides';
import { Policies } from '../persistence/policies';
import { EngagementBook } from '../projections/engagement-book';
import { RosterBook } from '../projections/roster-book';
import { HoursOfDrivers } from './hours-of-drivers';
import { TravelledDistances } from './travelled-distances';

const MINUTE_MILLISECONDS = 60_000;

/** Checks out a driver who is to leave by himself and does not: his shift is long over, or his hours are spent. */
@Injectable()
export class LeaveByItself {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly engagements: EngagementBook,
    private readonly dutyRides: DutyRides,
    private readonly distances: TravelledDistances,
    private readonly policies: Policies,
    private readonly rosters: RosterBook,
    private readonly hours: HoursOfDrivers,
    private readonly clock: Clock,
  ) {}

  /** With the approval: a look at the time when the shift will have been over for too long. */
  async plan(attendance: Attendance, now: Date): Promise<void> {
    const dueAt = await this.dueAt(attendance, now);
    if (dueAt) await this.hours.planCheckOut(attendance, 'shift_over', dueAt, now);
  }

  /** Within the caller's unit of work, whose lock on the driver this takes. Nothing where he is off duty by now. */
  async execute(attendanceId: string, driverId: string, because: AutomaticReason): Promise<void> {
    await this.unitOfWork.lock([lock('driver', driverId)]);
    const attendance = await this.attendances.get(attendanceId);
    if (!attendance.isOnDuty) return;
    const now = this.clock.now();
    // Who is to leave already is looked at when what he drives is over; who has hours again by then is not checked out.
    if (attendance.leavingBecause === null && (because === 'hours_spent' || (await this.isPutOff(attendance, now))))
      return;
    const reason = attendance.leavingBecause ?? because;
    const isDriving = (await this.engagements.openOf(driverId)).some(({ underWay }) => underWay);
    const cashExpectedPaise = await this.dutyRides.cashOf(attendanceId);
    const travelled = isDriving ? null : await this.distances.of(attendance, now);
    await this.attendances.change(attendance, () => {
      if (isDriving) attendance.awaitLeaving(reason, now);
      else attendance.leaveByItself(reason, { cashExpectedPaise, travelled }, now);
    });
  }

  /** The roster has moved the end of his shift, or given him another on the same cab right after it. */
  private async isPutOff(attendance: Attendance, now: Date): Promise<boolean> {
    const dueAt = await this.dueAt(attendance, now);
    if (dueAt && dueAt > now) await this.hours.planCheckOut(attendance, 'shift_over', dueAt, now);
    return dueAt === null || dueAt > now;
  }

  private async dueAt(attendance: Attendance, now: Date): Promise<Date | null> {
    const { organizationId, driverId, vehicleId, shiftEndsAt, rosterEntryId } = attendance;
    const { terms } = await this.policies.current('duty', organizationId);
    if (terms.checkOutAfterShiftMinutes === null || shiftEndsAt === null) return null;
    const patience = terms.checkOutAfterShiftMinutes * MINUTE_MILLISECONDS;
    const entries = await this.rosters.notOver(driverId, new Date(now.getTime() - patience));
    const over = shiftOverAt({ id: rosterEntryId, vehicleId, endsAt: shiftEndsAt }, entries, patience);
    return new Date(over.getTime() + patience);
  }
}
