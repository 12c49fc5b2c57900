import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../../platform/clock';
import { ExclusiveJobs } from '../../../platform/jobs/exclusive-jobs';
import { ObjectStore } from '../../../platform/object-store/object-store';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { KEPT_UNUSED_MILLISECONDS } from '../domain/selfie';
import { Selfies } from '../persistence/selfies';

const JOB = 'attendance.forget_selfies';
const EVERY_MS = 10 * 60_000;
const BATCH = 200;

/** Removes the selfies that no check-in used. None can any more when this comes to them. */
@Injectable()
export class ForgetSelfies {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly unitOfWork: UnitOfWork,
    private readonly objects: ObjectStore,
    private readonly selfies: Selfies,
    private readonly clock: Clock,
  ) {}

  @Interval(JOB, EVERY_MS)
  forget(): Promise<boolean> {
    const before = new Date(this.clock.now().getTime() - KEPT_UNUSED_MILLISECONDS);
    const everywhere = { as: 'worker', organizationId: null } as const;
    return this.jobs.runInBatches(JOB, BATCH, async () => {
      const unused = await this.unitOfWork.run(() => this.selfies.unusedBefore(before, BATCH), everywhere);
      // The rows go last: while an object may be there, something names it.
      for (const { objectKey } of unused) await this.objects.delete(objectKey);
      await this.unitOfWork.run(() => this.selfies.forget(unused.map(({ id }) => id)), everywhere);
      return unused.length;
    });
  }
}
