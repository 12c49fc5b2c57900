import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../../platform/clock';
import { ExclusiveJobs } from '../../../platform/jobs/exclusive-jobs';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Quotes } from '../persistence/quotes';

const JOB = 'ride.forget_quotes';
const EVERY_MS = 10 * 60_000;
const KEPT_MS = 24 * 3_600_000;
const BATCH = 10_000;

/** A day after it stood, a quote tells only where people wanted to go. */
@Injectable()
export class ForgetQuotes {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly jobs: ExclusiveJobs,
    private readonly quotes: Quotes,
  ) {}

  @Interval(JOB, EVERY_MS)
  forget(): Promise<boolean> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    const everywhere = { as: 'worker', organizationId: null } as const;
    return this.jobs.runInBatches(JOB, BATCH, () =>
      this.unitOfWork.run(() => this.quotes.forget(before, BATCH), everywhere),
    );
  }
}
