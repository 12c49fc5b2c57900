import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../../platform/clock';
import { ExclusiveJobs } from '../../../platform/jobs/exclusive-jobs';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { StaffDescribed } from '../contracts/identity-events';
import { type StaffMember, UndescribedStaff } from '../persistence/undescribed-staff';

const JOB = 'identity.describe_staff';
const EVERY_MS = 10_000;
const BATCH = 100;

/** After an upgrade others must know of who was staff before they began to listen: each is described once. */
@Injectable()
export class DescribeStaff {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly jobs: ExclusiveJobs,
    private readonly undescribed: UndescribedStaff,
  ) {}

  @Interval(JOB, EVERY_MS)
  describe(): Promise<boolean> {
    return this.jobs.runInBatches(JOB, BATCH, () => this.execute());
  }

  /** @returns how many it described */
  async execute(): Promise<number> {
    const everywhere = { as: 'worker', organizationId: null } as const;
    const batch = await this.unitOfWork.run(() => this.undescribed.next(BATCH), everywhere);
    for (const member of batch) {
      const { organizationId } = member;
      await this.unitOfWork.run(() => this.describeOne(member), { as: 'worker', organizationId });
    }
    return batch.length;
  }

  private async describeOne(member: StaffMember): Promise<void> {
    const { userId } = member;
    if (!(await this.undescribed.take(member))) return;
    await this.unitOfWork.publish(new StaffDescribed(userId, { userId }, this.clock.now()));
  }
}
