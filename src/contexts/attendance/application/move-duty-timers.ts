import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { endsSooner } from '../domain/duty-policy';
import { Attendances } from '../persistence/attendances';
import { Policies } from '../persistence/policies';
import { ExpireCheckIn } from './expire-check-in';
import { LeaveByItself } from './leave-by-itself';

/**
 * After the duty policy became stricter: sets another timer for whatever is to end by itself, which may be due at once. The one
 * of before looks and finds it done; where the policy became more patient, it alone sees to that.
 */
@Injectable()
export class MoveDutyTimers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly policies: Policies,
    private readonly expireCheckIn: ExpireCheckIn,
    private readonly leaveByItself: LeaveByItself,
    private readonly clock: Clock,
  ) {}

  /** Outside any unit of work: each driver under his own lock. May run twice. @param version the policy's new one */
  async execute(organizationId: string, version: number): Promise<void> {
    const terms = { as: 'worker', organizationId } as const;
    const open = await this.unitOfWork.run(async () => {
      const { terms: rules } = await this.policies.ofVersion('duty', organizationId, version);
      const { terms: before } = await this.policies.ofVersion('duty', organizationId, version - 1);
      return endsSooner(rules, before) ? this.attendances.allOpen(organizationId) : [];
    }, terms);
    for (const { id, driverId } of open) await this.unitOfWork.run(() => this.plan(id, driverId), terms);
  }

  private async plan(attendanceId: string, driverId: string): Promise<void> {
    await this.unitOfWork.lock([lock('driver', driverId)]);
    const attendance = await this.attendances.get(attendanceId);
    const now = this.clock.now();
    if (attendance.status === 'PENDING') await this.expireCheckIn.plan(attendance, now);
    else if (attendance.isOnDuty) await this.leaveByItself.plan(attendance, now);
  }
}
