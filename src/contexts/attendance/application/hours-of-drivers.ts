import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import {
  AutomaticCheckOutPlanned,
  BreakLimitPlanned,
  type AutomaticReason,
  DutyLimitPlanned,
} from '../contracts/attendance-events';
import type { Attendance } from '../domain/attendance';
import type { HoursAtHand } from '../domain/hours';
import { Attendances } from '../persistence/attendances';
import { Policies } from '../persistence/policies';

const MINUTE_MILLISECONDS = 60_000;

/** What the use cases ask about a driver's hours, under his lock, and the timers that they set. */
@Injectable()
export class HoursOfDrivers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly policies: Policies,
  ) {}

  /** @param at the beginning of the duty that is judged; those of the two windows and the rest before it count */
  async of(driverId: string, organizationId: string, at: Date): Promise<HoursAtHand> {
    const { terms: policy } = await this.policies.current('hours', organizationId);
    const reach = (2 * policy.windowMinutes + policy.restMinutes) * MINUTE_MILLISECONDS;
    return { policy, past: await this.attendances.dutiesSince(driverId, new Date(at.getTime() - reach)) };
  }

  /** Due when his hours are spent. */
  async planLimit(attendance: Attendance, now: Date): Promise<void> {
    const dutyEndsBy = attendance.dutyEndsBy!;
    const facts = { ...attendance.duty, dutyEndsBy: dutyEndsBy.toISOString() };
    const timer = new DutyLimitPlanned(attendance.id, facts, now);
    timer.aggregateVersion = attendance.version;
    await this.unitOfWork.schedule(timer, dutyEndsBy);
  }

  async planBreakLimit(attendance: Attendance, dueAt: Date, now: Date): Promise<void> {
    const facts = { ...attendance.duty, since: now.toISOString(), dueAt: dueAt.toISOString() };
    const timer = new BreakLimitPlanned(attendance.id, facts, now);
    timer.aggregateVersion = attendance.version;
    await this.unitOfWork.schedule(timer, dueAt);
  }

  async planCheckOut(attendance: Attendance, because: AutomaticReason, dueAt: Date, now: Date): Promise<void> {
    const facts = { ...attendance.duty, dueAt: dueAt.toISOString(), because };
    const timer = new AutomaticCheckOutPlanned(attendance.id, facts, now);
    timer.aggregateVersion = attendance.version;
    await this.unitOfWork.schedule(timer, dueAt);
  }
}
