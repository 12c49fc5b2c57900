import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../../platform/clock';
import { ExclusiveJobs } from '../../../platform/jobs/exclusive-jobs';
import { ObjectStore } from '../../../platform/object-store/object-store';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { KEPT_UNSUBMITTED_MS } from '../domain/document-file';
import { DocumentFiles } from '../persistence/document-files';

const JOB = 'verification.forget_files';
const EVERY_MS = 3_600_000;
const BATCH = 200;

/** Removes the files that nobody submitted. Nobody can any more when this comes to them. */
@Injectable()
export class ForgetFiles {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly unitOfWork: UnitOfWork,
    private readonly objects: ObjectStore,
    private readonly files: DocumentFiles,
    private readonly clock: Clock,
  ) {}

  @Interval(JOB, EVERY_MS)
  forget(): Promise<boolean> {
    const before = new Date(this.clock.now().getTime() - KEPT_UNSUBMITTED_MS);
    const everywhere = { as: 'worker', organizationId: null } as const;
    return this.jobs.runInBatches(JOB, BATCH, async () => {
      const unsubmitted = await this.unitOfWork.run(() => this.files.unsubmittedBefore(before, BATCH), everywhere);
      // The rows go last: while an object may be there, something names it.
      for (const { objectKey } of unsubmitted) await this.objects.delete(objectKey);
      await this.unitOfWork.run(() => this.files.forget(unsubmitted.map(({ id }) => id)), everywhere);
      return unsubmitted.length;
    });
  }
}
