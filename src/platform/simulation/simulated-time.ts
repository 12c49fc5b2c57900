import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { poolOf, WORKER_DATA_SOURCE } from '../database/data-sources';
import { DomainError } from '../errors/domain-error';
import { OutboxWorker } from '../outbox/outbox-worker';
import { SteppedClock } from './stepped-clock';

const LONGEST_SETTLE_MS = 30_000;
const LOOK_EVERY_MS = 4;
/** Whoever commits wakes the worker, and so does who moves time; this is for a row whose retry falls due. */
const LOOKS_A_WAKE = 25;

/** A dead letter's key waits for an operator, not for time. */
const NOT_PARKED = `NOT EXISTS (SELECT 1 FROM platform.dead_letters d
  WHERE d.status = 'dead' AND d.listener = o.listener AND d.ordering_key = o.ordering_key)`;

/** Steps domain time from due moment to due moment, each only when nothing due is left in flight. */
@Injectable()
export class SimulatedTime {
  constructor(
    @Inject(getDataSourceToken(WORKER_DATA_SOURCE)) private readonly dataSource: DataSource,
    private readonly clock: SteppedClock,
    private readonly worker: OutboxWorker,
  ) {}

  get now(): Date {
    return this.clock.now();
  }

  /** @throws DomainError `time_goes_forward`; `not_settled` when work that is due does not end within 30 s of wall time */
  async advance(to: Date): Promise<void> {
    await this.clock.refresh();
    if (to < this.clock.now()) {
      throw new DomainError(
        'rule',
        'time_goes_forward',
        `It is ${this.clock.now().toISOString()} already; time only goes forward.`,
      );
    }
    for (;;) {
      await this.settle();
      if (this.clock.now() >= to) return;
      await this.clock.moveTo((await this.nextDue(to)) ?? to);
      this.worker.wake();
    }
  }

  /** Waits until every row that is due has been delivered or buried. */
  async settle(): Promise<void> {
    const end = Date.now() + LONGEST_SETTLE_MS;
    for (let looks = 1; ; looks++) {
      const { rows } = await poolOf(this.dataSource).query<{ due: boolean }>(
        `SELECT EXISTS (SELECT 1 FROM platform.outbox o WHERE o.due_at <= $1 AND ${NOT_PARKED}) AS due`,
        [this.clock.now()],
      );
      if (!rows[0]?.due) return;
      if (Date.now() > end)
        throw new DomainError('unavailable', 'not_settled', 'Work that is due has not ended within 30 s.');
      if (looks % LOOKS_A_WAKE === 0) this.worker.wake();
      await sleep(LOOK_EVERY_MS);
    }
  }

  private async nextDue(to: Date): Promise<Date | null> {
    const { rows } = await poolOf(this.dataSource).query<{ next: Date | null }>(
      'SELECT min(due_at) AS next FROM platform.outbox WHERE due_at > $1 AND due_at <= $2',
      [this.clock.now(), to],
    );
    return rows[0]?.next ?? null;
  }
}
