import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { poolOf, WORKER_DATA_SOURCE } from '../database/data-sources';
import { ExclusiveJobs } from '../jobs/exclusive-jobs';

const JOB = 'http.forget_idempotency_keys';
const EVERY_MS = 10 * 60_000;
/** Wall time. Whoever has not repeated a request by then will not. */
const KEPT_MS = 48 * 3_600_000;

/** An answer is kept as long as a client may still ask for it again. */
@Injectable()
export class ForgetIdempotencyKeys {
  constructor(
    @Inject(getDataSourceToken(WORKER_DATA_SOURCE)) private readonly worker: DataSource,
    private readonly jobs: ExclusiveJobs,
  ) {}

  @Interval(JOB, EVERY_MS)
  forget(): Promise<boolean> {
    return this.jobs.run(JOB, async () => {
      await poolOf(this.worker).query('DELETE FROM platform.idempotency_keys WHERE created_at < $1', [
        new Date(Date.now() - KEPT_MS),
      ]);
    });
  }
}
