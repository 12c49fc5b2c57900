import { Injectable } from '@nestjs/common';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import {
  AutomaticCheckOutPlanned,
  BreakLimitPlanned,
  CheckInExpiryPlanned,
  DutyPolicyChanged,
  DutyLimitPlanned,
  HoursPolicyChanged,
} from '../contracts/attendance-events';
import { ExpireCheckIn } from './expire-check-in';
import { LeaveByItself } from './leave-by-itself';
import { LimitDuty } from './limit-duty';
import { MarkOverlongBreak } from './mark-overlong-break';
import { MoveDutyLimits } from './move-duty-limits';
import { MoveDutyTimers } from './move-duty-timers';

/** By driver, and so each in a unit of work of its own: at a shift's end many are due at once. */
const BY_DRIVER = {
  effect: 'database',
  key: ({ payload }: { payload: { driverId: string } }) => payload.driverId,
  spansAggregates: true,
} as const;

/** The end of a duty that nobody ends, and of a check-in on which nobody decides. It holds nothing in memory: its timers are rows of the outbox. */
@Injectable()
export class DutyProcess {
  constructor(
    private readonly limitDuty: LimitDuty,
    private readonly leaveByItself: LeaveByItself,
    private readonly moveLimits: MoveDutyLimits,
    private readonly moveTimers: MoveDutyTimers,
    private readonly markBreak: MarkOverlongBreak,
    private readonly expireCheckIn: ExpireCheckIn,
  ) {}

  @AfterCommit(DutyLimitPlanned, BY_DRIVER)
  async limit({ payload: { attendanceId, driverId } }: DutyLimitPlanned): Promise<void> {
    await this.limitDuty.execute(attendanceId, driverId);
  }

  @AfterCommit(AutomaticCheckOutPlanned, BY_DRIVER)
  async leave({ payload: { attendanceId, driverId, because } }: AutomaticCheckOutPlanned): Promise<void> {
    await this.leaveByItself.execute(attendanceId, driverId, because);
  }

  @AfterCommit(BreakLimitPlanned, BY_DRIVER)
  async outlastBreak({ payload: { attendanceId, driverId, since } }: BreakLimitPlanned): Promise<void> {
    await this.markBreak.execute(attendanceId, driverId, new Date(since));
  }

  @AfterCommit(CheckInExpiryPlanned, BY_DRIVER)
  async expire({ payload: { attendanceId, driverId } }: CheckInExpiryPlanned): Promise<void> {
    await this.expireCheckIn.execute(attendanceId, driverId);
  }

  @AfterCommit(HoursPolicyChanged, { effect: 'outside' })
  async move({ organizationId }: HoursPolicyChanged): Promise<void> {
    await this.moveLimits.execute(organizationId!);
  }

  @AfterCommit(DutyPolicyChanged, { effect: 'outside' })
  async hasten({ organizationId, aggregateVersion }: DutyPolicyChanged): Promise<void> {
    await this.moveTimers.execute(organizationId!, aggregateVersion);
  }
}
