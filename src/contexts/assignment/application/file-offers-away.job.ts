import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../../platform/clock';
import { ExclusiveJobs } from '../../../platform/jobs/exclusive-jobs';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Offers } from '../persistence/offers';

const JOB = 'assignment.file_offers_away';
const EVERY_MS = 10 * 60_000;
/** Domain time: a driver who answers late, or again, is still told what became of his offer. */
const AT_HAND_MS = 86_400_000;
/** In one transaction, so that none is long. */
const BATCH = 2_000;

/** Moves the offers of rides that are over into their months, so that who searches now looks among few. */
@Injectable()
export class FileOffersAway {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly unitOfWork: UnitOfWork,
    private readonly offers: Offers,
    private readonly clock: Clock,
  ) {}

  @Interval(JOB, EVERY_MS)
  file(): Promise<boolean> {
    const before = new Date(this.clock.now().getTime() - AT_HAND_MS);
    const everywhere = { as: 'worker', organizationId: null } as const;
    return this.jobs.runInBatches(JOB, BATCH, () =>
      this.unitOfWork.run(() => this.offers.fileAway(before, BATCH), everywhere),
    );
  }
}
