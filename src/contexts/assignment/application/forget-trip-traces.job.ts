import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../../platform/clock';
import { ExclusiveJobs } from '../../../platform/jobs/exclusive-jobs';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { TripTraces } from '../persistence/trip-traces';

const JOB = 'assignment.forget_trip_traces';
const EVERY_MS = 10 * 60_000;
/** Domain time. The distance is in the trip record; whoever disputes it has done so by then: a rule of this operator. */
const KEPT_MS = 90 * 86_400_000;
/** In one transaction, so that none is long. */
const BATCH = 5_000;

/** Keeps the paths of rides 90 days: where a person was is nobody's business for ever. */
@Injectable()
export class ForgetTripTraces {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly unitOfWork: UnitOfWork,
    private readonly traces: TripTraces,
    private readonly clock: Clock,
  ) {}

  @Interval(JOB, EVERY_MS)
  forget(): Promise<boolean> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    const everywhere = { as: 'worker', organizationId: null } as const;
    return this.jobs.runInBatches(JOB, BATCH, () =>
      this.unitOfWork.run(() => this.traces.forget(before, BATCH), everywhere),
    );
  }
}
