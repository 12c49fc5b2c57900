import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
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
  private readonly log = new Logger(KeepMonths.name);
  /** Which months without a partition were warned of: once is enough. */
  private readonly told = new Set<string>();

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
      const now = this.clock.now();
      const failures: string[] = [];
      // One that cannot be kept does not keep the next from it, and is told all the same.
      const each = async (tables: readonly string[], keep: (table: string) => Promise<void>): Promise<string[]> => {
        const kept: string[] = [];
        for (const table of tables)
          await keep(table).then(
            () => kept.push(table),
            (error: unknown) => failures.push(`${table}: ${String(error)}`),
          );
        return kept;
      };
      const tables = await this.unitOfWork.run(() => this.tables.names(), EVERYWHERE);
      // All are ready before any month leaves: that is recorded, and the record lies in such a table itself.
      const ready = await each(tables, (table) => this.prepare(table, now, stop));
      await each(ready, (table) => this.retire(table, now, stop));
      if (failures.length > 0) throw new Error(failures.join('; '));
    });
  }

  private async prepare(table: string, now: Date, stop: AbortSignal): Promise<void> {
    for (const month of await this.inPassing(() => this.tables.prepare(table, now), stop)) {
      if (this.told.has(`${table} ${month}`)) continue;
      this.told.add(`${table} ${month}`);
      this.log.warn(
        `${table}: rows of ${month} were written before it was ready. All of that month lie in ${table}_rest.`,
      );
    }
  }

  private async retire(table: string, now: Date, stop: AbortSignal): Promise<void> {
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
