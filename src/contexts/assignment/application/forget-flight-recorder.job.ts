import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../../platform/clock';
import { ExclusiveJobs } from '../../../platform/jobs/exclusive-jobs';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { MatchingWindows } from '../persistence/matching-windows';
import { SearchRounds } from '../persistence/search-rounds';

const JOB = 'assignment.forget_flight_recorder';
const EVERY_MS = 10 * 60_000;
/** Domain time. Whoever has not asked why by then will not: a rule of this operator. */
const KEPT_MS = 30 * 86_400_000;
/** Of each in one transaction, so that none is long. */
const BATCH = 2_000;

/** Keeps the flight recorder, rounds and windows, 30 days. */
@Injectable()
export class ForgetFlightRecorder {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly unitOfWork: UnitOfWork,
    private readonly rounds: SearchRounds,
    private readonly windows: MatchingWindows,
    private readonly clock: Clock,
  ) {}

  @Interval(JOB, EVERY_MS)
  forget(): Promise<boolean> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    const everywhere = { as: 'worker', organizationId: null } as const;
    return this.jobs.runInBatches(JOB, BATCH, () =>
      this.unitOfWork.run(async () => {
        const rounds = await this.rounds.forget(before, BATCH);
        return Math.max(rounds, await this.windows.forget(before, BATCH));
      }, everywhere),
    );
  }
}
