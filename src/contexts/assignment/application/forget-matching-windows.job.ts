import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../../platform/clock';
import { ExclusiveJobs } from '../../../platform/jobs/exclusive-jobs';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { MatchingWindows } from '../persistence/matching-windows';

const JOB = 'assignment.forget_matching_windows';
const EVERY_MS = 10 * 60_000;
/** Domain time: as long as the rounds that name them. */
const KEPT_MS = 30 * 86_400_000;
/** In one transaction, so that none is long. */
const BATCH = 2_000;

/** Keeps what windows decided 30 days. */
@Injectable()
export class ForgetMatchingWindows {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly unitOfWork: UnitOfWork,
    private readonly windows: MatchingWindows,
    private readonly clock: Clock,
  ) {}

  @Interval(JOB, EVERY_MS)
  forget(): Promise<boolean> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    const everywhere = { as: 'worker', organizationId: null } as const;
    return this.jobs.runInBatches(JOB, BATCH, () =>
      this.unitOfWork.run(() => this.windows.forget(before, BATCH), everywhere),
    );
  }
}
