import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { poolOf, WORKER_DATA_SOURCE } from '../database/data-sources';
import { DomainError } from '../errors/domain-error';
import { OutboxWorker } from '../outbox/outbox-worker';
import { SteppedClock } from './stepped-clock';

const LONGEST_SETTLE_MS = 30_000;
/** Where another process delivers, or a retry waits. */
const LOOK_EVERY_MS = 2;
/** Whatever the worker is at. */
const LOOK_AT_LATEST_MS = 100;
/** Whoever commits wakes the worker, and so does who moves time; this is for a row whose retry falls due. */
const LOOKS_A_WAKE = 25;

/**
 * The first row that is due and that somebody will deliver: a dead letter's key waits for an operator, not for time. Each part goes
 * along its own index, from the first row on; asked for both at once, the whole table would be read, thousands of timers, at each look.
 */
const FIRST_DUE = {
  name: 'platform.simulation.first_due',
  // Up to the millisecond, which is as exactly as the clock is moved.
  text: `SELECT id, date_trunc('milliseconds', due_at + interval '999 microseconds') AS due FROM (
    (SELECT o.id, o.due_at FROM platform.outbox o WHERE o.ordering_key IS NULL ORDER BY o.due_at, o.id LIMIT 1)
    UNION ALL
    (SELECT o.id, o.due_at FROM platform.outbox o
     WHERE o.ordering_key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM platform.dead_letters d
       WHERE d.status = 'dead' AND d.listener = o.listener AND d.ordering_key = o.ordering_key)
     ORDER BY o.due_at LIMIT 1)) first
  ORDER BY due_at LIMIT 1`,
};

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

  /**
   * @param longestSettleMs of wall time, that a piece of work that is due may take
   * @throws DomainError `time_goes_forward`; `not_settled` when one does not end within that
   */
  async advance(to: Date, longestSettleMs = LONGEST_SETTLE_MS): Promise<void> {
    await this.clock.refresh();
    if (to < this.clock.now()) {
      throw new DomainError(
        'rule',
        'time_goes_forward',
        `It is ${this.clock.now().toISOString()} already; time only goes forward.`,
      );
    }
    for (;;) {
      const next = await this.settle(longestSettleMs);
      if (this.clock.now() >= to) return;
      await this.clock.moveTo(next && next < to ? next : to);
      this.worker.wake();
    }
  }

  /**
   * Waits until every row that is due has been delivered or buried.
   * @returns when the next one is due; null where none waits
   */
  async settle(longestSettleMs = LONGEST_SETTLE_MS): Promise<Date | null> {
    let waitsFor = '';
    let end = Infinity;
    for (let looks = 1; ; looks++) {
      const { rows } = await poolOf(this.dataSource).query<{ id: string; due: Date }>(FIRST_DUE);
      const first = rows[0] ?? null;
      if (first === null || first.due > this.clock.now()) return first?.due ?? null;
      // However many there are: only one that stays the first for so long is stuck.
      if (first.id !== waitsFor) [waitsFor, end] = [first.id, Date.now() + longestSettleMs];
      if (Date.now() > end)
        throw new DomainError(
          'unavailable',
          'not_settled',
          `Work that is due has not ended within ${longestSettleMs / 1_000} s.`,
        );
      if (looks % LOOKS_A_WAKE === 0) this.worker.wake();
      await sleep(LOOK_EVERY_MS);
      await Promise.race([this.worker.rest(), sleep(LOOK_AT_LATEST_MS, undefined, { ref: false })]);
    }
  }
}
