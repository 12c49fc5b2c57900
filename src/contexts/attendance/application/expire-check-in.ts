import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { CheckInExpiryPlanned } from '../contracts/attendance-events';
import type { Attendance } from '../domain/attendance';
import { waitsUntil } from '../domain/waiting';
import { Attendances } from '../persistence/attendances';
import { Policies } from '../persistence/policies';

/** Ends a check-in on which nobody decides: it would keep the driver and the cab from any other for good. */
@Injectable()
export class ExpireCheckIn {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly policies: Policies,
    private readonly clock: Clock,
  ) {}

  /** With the check-in: a look at the time when it will have waited for too long. */
  async plan(attendance: Attendance, now: Date): Promise<void> {
    const dueAt = await this.dueAt(attendance);
    if (dueAt) await this.planAt(dueAt, attendance, now);
  }

  /** Within the caller's unit of work, whose lock on the driver this takes. Nothing where it was decided on by now. */
  async execute(attendanceId: string, driverId: string): Promise<void> {
    await this.unitOfWork.lock([lock('driver', driverId)]);
    const attendance = await this.attendances.get(attendanceId);
    if (attendance.status !== 'PENDING') return;
    const now = this.clock.now();
    const dueAt = await this.dueAt(attendance);
    if (dueAt === null) return;
    // The policy lets it wait longer by now.
    if (dueAt > now) return this.planAt(dueAt, attendance, now);
    await this.attendances.change(attendance, () => attendance.expire(now));
  }

  private async dueAt(attendance: Attendance): Promise<Date | null> {
    const { terms } = await this.policies.current('duty', attendance.organizationId);
    return waitsUntil(attendance, terms);
  }

  private async planAt(dueAt: Date, attendance: Attendance, now: Date): Promise<void> {
    const facts = { ...attendance.duty, dueAt: dueAt.toISOString() };
    const timer = new CheckInExpiryPlanned(attendance.id, facts, now);
    timer.aggregateVersion = attendance.version;
    await this.unitOfWork.schedule(timer, dueAt);
  }
}
