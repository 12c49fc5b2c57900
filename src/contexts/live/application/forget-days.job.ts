import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../../platform/clock';
import { ExclusiveJobs } from '../../../platform/jobs/exclusive-jobs';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DriversDay } from '../projections/drivers-day';

const JOB = 'live.forget_days';
const EVERY_MS = 3_600_000;
/** Longer than anybody keeps the cash of a duty that ended by itself without declaring it. */
const KEPT_MS = 30 * 86_400_000;

/** A driver is shown his day: what lies long behind it is in the records of others. */
@Injectable()
export class ForgetDays {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly unitOfWork: UnitOfWork,
    private readonly days: DriversDay,
    private readonly clock: Clock,
  ) {}

  @Interval(JOB, EVERY_MS)
  forget(): Promise<boolean> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    const terms = { as: 'worker', organizationId: null } as const;
    return this.jobs.run(JOB, () => this.unitOfWork.run(() => this.days.forget(before), terms));
  }
}
