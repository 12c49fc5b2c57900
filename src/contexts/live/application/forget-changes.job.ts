import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { OneUseTickets } from '../../../platform/auth/one-use-tickets';
import { ExclusiveJobs } from '../../../platform/jobs/exclusive-jobs';
import { ChangeLog, KEPT_MS } from '../persistence/change-log';

const JOB = 'live.forget_changes';
const EVERY_MS = 60_000;

/** The log is short: whoever was away longer begins with a snapshot. */
@Injectable()
export class ForgetChanges {
  constructor(
    private readonly log: ChangeLog,
    private readonly tickets: OneUseTickets,
    private readonly jobs: ExclusiveJobs,
  ) {}

  @Interval(JOB, EVERY_MS)
  forget(): Promise<boolean> {
    return this.jobs.run(JOB, async () => {
      await this.log.forget(new Date(Date.now() - KEPT_MS));
      await this.tickets.forgetLapsed();
    });
  }
}
