import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { poolOf, WORKER_DATA_SOURCE } from '../database/data-sources';
import { ExclusiveJobs } from '../jobs/exclusive-jobs';
import { ROWS_KEPT_MS } from './imports';

const JOB = 'imports.forget';
const EVERY_MS = 3_600_000;

/** The rows of dry runs that nobody confirmed. The errors stay: of a number they quote the end at most. */
@Injectable()
export class ForgetImports {
  constructor(
    @Inject(getDataSourceToken(WORKER_DATA_SOURCE)) private readonly worker: DataSource,
    private readonly jobs: ExclusiveJobs,
  ) {}

  @Interval(JOB, EVERY_MS)
  forget(): Promise<boolean> {
    return this.jobs.run(JOB, async () => {
      await poolOf(this.worker).query(
        `DELETE FROM platform.import_parts WHERE import_id IN (SELECT id FROM platform.imports WHERE finished_at < $1)`,
        [new Date(Date.now() - ROWS_KEPT_MS)],
      );
    });
  }
}
