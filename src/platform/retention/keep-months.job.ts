import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../clock';
import { ExclusiveJobs } from '../jobs/exclusive-jobs';
import { sqlState, UnitOfWork } from '../transaction/unit-of-work';
import { MonthlyTables } from './monthly-tables';
import { MonthRetired } from './retention-events';

const JOB = 'platform.keep_months';
const EVERY_MS = 3_600_000;
/** The database gave up on a lock, after the 200 ms that the functions set. */
const LOCKED = '55P03';
const TRIES = 20;
const PAUSE_MS = 500;
const EVERYWHERE = { as: 'worker', organizationId: null } as const;

/** Has the months that come ready before anything is written into them, and lets go of those that were kept long enough. */
@Injectable()
export class KeepMonths implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly unitOfWork: UnitOfWork,
    private readonly tables: MonthlyTables,
    private readonly clock: Clock,
  ) {}

  /** A start does not wait for it: what is written meanwhile has a place in any case. */
  onApplicationBootstrap(): void {
    void this.keep();
  }

  @Interval(JOB, EVERY_MS)
  keep(): Promise<boolean> {
    return this.jobs.run(JOB, async (stop) => {
      const failures: string[] = [];
      for (const table of await this.unitOfWork.run(() => this.tables.names(), EVERYWHERE))
        await this.keepOne(table, stop).catch((error: unknown) => failures.push(`${table}: ${String(error)}`));
      // One that cannot be kept does not keep the next from it, and is told all the same.
      if (failures.length > 0) throw new Error(failures.join('; '));
    });
  }

  private async keepOne(table: string, stop: AbortSignal): Promise<void> {
    const now = this.clock.now();
    await this.inPassing(() => this.tables.prepare(table, now), stop);
    while (!stop.aborted && (await this.inPassing(() => this.retireOldest(table, now), stop)));
  }

  /**
   * Whoever writes while a lock over the whole table is waited for queues behind it. So it is not waited for: where somebody
   * is at work on the table, the queue is let by and it is tried again.
   */
  private async inPassing<T>(work: () => Promise<T>, stop: AbortSignal): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.unitOfWork.run(work, EVERYWHERE);
      } catch (error) {
        if (sqlState(error) !== LOCKED || tries === TRIES || stop.aborted) throw error;
        await sleep(PAUSE_MS);
      }
    }
  }

  /** The month leaves and the record says so, or neither. */
  private async retireOldest(table: string, now: Date): Promise<boolean> {
    const retired = await this.tables.retireOldest(table, now);
    if (retired) await this.unitOfWork.publish(new MonthRetired(uuidv7(), { table, ...retired }, now));
    return retired !== null;
  }
}
