import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../jobs/exclusive-jobs';
import { UnitOfWork } from '../transaction/unit-of-work';
import { AdvanceImport } from './advance-import';
import { ApplyAtomicImport } from './apply-atomic-import';
import { ImportProgress } from './import-progress';

const IN_PARTS = 'imports.in_parts';
const ATOMIC = 'imports.atomic';
const EVERY_MS = 1000;

/**
 * Imports are brought in here, by one process at a time: dry runs and row-wise ones part by part, in turns, so that none waits
 * for another to end; atomic ones beside them, one after another. What a killed process was at, the next turn of any goes on with.
 */
@Injectable()
export class RunImports {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly unitOfWork: UnitOfWork,
    private readonly progress: ImportProgress,
    private readonly advance: AdvanceImport,
    private readonly atomic: ApplyAtomicImport,
  ) {}

  @Interval(IN_PARTS, EVERY_MS)
  inParts(): Promise<boolean> {
    return this.jobs.run(IN_PARTS, async (stop) => {
      while (!stop.aborted) {
        const next = await this.progress.next(false);
        if (!next) return;
        await this.advance.execute(next);
      }
    });
  }

  @Interval(ATOMIC, EVERY_MS)
  allOrNothing(): Promise<boolean> {
    return this.jobs.run(ATOMIC, async (stop) => {
      while (!stop.aborted) {
        const next = await this.progress.next(true);
        if (!next) return;
        await this.atomic.execute(next, stop);
      }
    });
  }

  /** Begins at once what the open transaction has asked for, when it commits; the intervals find what is missed. */
  soon(): void {
    this.unitOfWork.afterCommit(() => {
      void this.inParts();
      void this.allOrNothing();
    });
  }
}
