import { Inject, Injectable } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../clock';
import { poolOf, WORKER_DATA_SOURCE } from '../database/data-sources';
import type { EventRecord } from '../events/domain-event';
import { type AfterCommitListener, EventRegistry } from '../events/event-registry';
import { UnitOfWork } from '../transaction/unit-of-work';
import type { Statement } from '../transaction/transaction-scope';
import { OutboxOptions } from './outbox-options';

export interface OutboxRow {
  readonly id: number;
  readonly listener: string;
  readonly effect: 'database' | 'outside';
  readonly organization_id: string | null;
  readonly ordering_key: string | null;
  readonly attempts: number;
  readonly event: EventRecord;
}

export interface OutboxKey {
  readonly listener: string;
  readonly ordering_key: string;
  readonly organization_id: string | null;
}

const COLUMNS = 'id, listener, effect, organization_id, ordering_key, attempts, event';
/** $1 domain now, $2 wall now. */
const READY =
  'o.due_at <= $1 AND (o.retry_at IS NULL OR o.retry_at <= $2) AND (o.leased_until IS NULL OR o.leased_until <= $2)';
const NOT_PARKED = `NOT EXISTS (SELECT 1 FROM platform.dead_letters d
  WHERE d.listener = o.listener AND d.ordering_key = o.ordering_key AND d.status = 'dead')`;

const FIRST = `SELECT o.organization_id FROM platform.outbox o
         WHERE ${READY} AND o.ordering_key IS NULL AND o.effect = 'database' AND o.listener = ANY($3)
           AND coalesce(o.organization_id::text, '') <> ALL($4::text[])
         ORDER BY o.due_at, o.id LIMIT 1`;
const FIRST_ORGANIZATION: Statement = { name: 'platform.outbox.first', text: FIRST };
/** Passes over rows that somebody holds. A write, unlike the look above: for when that has found one of these. */
const FIRST_FREE_ORGANIZATION: Statement = {
  name: 'platform.outbox.first_free',
  text: `${FIRST} FOR KEY SHARE SKIP LOCKED`,
};
const LOCK_PATIENCE: Statement = {
  name: 'platform.outbox.lock_patience',
  text: `SELECT set_config('lock_timeout', $1, true)`,
};
const TAKE_BATCH: Statement = {
  name: 'platform.outbox.take',
  text: `DELETE FROM platform.outbox WHERE id IN (
           SELECT o.id FROM platform.outbox o
           WHERE ${READY} AND o.ordering_key IS NULL AND o.effect = 'database' AND o.listener = ANY($3)
             AND o.organization_id IS NOT DISTINCT FROM $4 AND ($5::bigint[] IS NULL OR o.id = ANY($5))
           ORDER BY o.due_at, o.id LIMIT $6 FOR UPDATE SKIP LOCKED)
         RETURNING ${COLUMNS}`,
};
const LEASE: Statement = {
  name: 'platform.outbox.lease',
  text: `UPDATE platform.outbox SET leased_by = $4, leased_until = $5, attempts = attempts + 1
         WHERE id IN (
           SELECT o.id FROM platform.outbox o
           WHERE ${READY} AND o.ordering_key IS NULL AND o.effect = 'outside' AND o.listener = ANY($3)
           ORDER BY o.due_at, o.id LIMIT $6 FOR UPDATE SKIP LOCKED)
         RETURNING ${COLUMNS}`,
};
/** Keys whose oldest due row is ready: one that waits for its retry, or is leased, must not crowd out the others. */
const KEYS: Statement = {
  name: 'platform.outbox.keys',
  text: `SELECT listener, ordering_key, organization_id FROM (
           SELECT DISTINCT ON (o.listener, o.ordering_key) o.listener, o.ordering_key, o.organization_id, o.due_at, (${READY}) AS ready
           FROM platform.outbox o
           WHERE o.due_at <= $1 AND o.ordering_key IS NOT NULL AND o.listener = ANY($3) AND ${NOT_PARKED}
           ORDER BY o.listener, o.ordering_key, o.aggregate_version, o.id) head
         WHERE ready ORDER BY due_at LIMIT 64`,
};
const KEY_LOCK: Statement = {
  name: 'platform.outbox.key_lock',
  text: `SELECT pg_try_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 7)) AS mine`,
};
/** The oldest version that is due blocks the rest of its key, also while it waits for its retry or is leased. */
const HEAD: Statement = {
  name: 'platform.outbox.head',
  text: `SELECT ${COLUMNS}, (${READY}) AS ready FROM platform.outbox o
         WHERE o.listener = $3 AND o.ordering_key = $4 AND o.due_at <= $1 AND ${NOT_PARKED}
         ORDER BY o.aggregate_version, o.id LIMIT 1 FOR UPDATE`,
};
const LEASE_ONE: Statement = {
  name: 'platform.outbox.lease_one',
  text: 'UPDATE platform.outbox SET leased_by = $2, leased_until = $3, attempts = attempts + 1 WHERE id = $1',
};
const REMOVE: Statement = { name: 'platform.outbox.remove', text: 'DELETE FROM platform.outbox WHERE id = $1' };
const FINISH: Statement = {
  name: 'platform.outbox.finish',
  text: 'DELETE FROM platform.outbox WHERE id = $1 AND leased_by = $2',
};
const RETRY: Statement = {
  name: 'platform.outbox.retry',
  text: `UPDATE platform.outbox SET attempts = $2, retry_at = $3, last_error = $4, leased_by = NULL, leased_until = NULL
         WHERE id = $1 AND leased_by IS NOT DISTINCT FROM $5`,
};
const BURY: Statement = {
  name: 'platform.outbox.bury',
  text: `WITH gone AS (DELETE FROM platform.outbox WHERE id = $1 AND leased_by IS NOT DISTINCT FROM $6 RETURNING *)
         INSERT INTO platform.dead_letters
           (id, outbox_id, event_id, listener, effect, organization_id, ordering_key, aggregate_version, event, attempts, error, died_at)
         SELECT $2, id, event_id, listener, effect, organization_id, ordering_key, aggregate_version, event, $3, $4, $5 FROM gone`,
};
const HAND_BACK: Statement = {
  name: 'platform.outbox.hand_back',
  text: 'UPDATE platform.outbox SET leased_by = NULL, leased_until = NULL, attempts = greatest(attempts - 1, 0) WHERE leased_by = $1',
};

/** Thrown by a handler for which trying again cannot help: the row becomes a dead letter at once. */
export class HopelessError extends Error {}

/**
 * The outbox table as its worker uses it. What is one statement and belongs to no handler's transaction runs by itself on the
 * worker pool: a look that finds nothing, a lease and its end cost one round trip each.
 */
@Injectable()
export class OutboxRows {
  private readonly pool: Pool;

  constructor(
    @Inject(getDataSourceToken(WORKER_DATA_SOURCE)) worker: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly registry: EventRegistry,
    private readonly clock: Clock,
    private readonly options: OutboxOptions,
  ) {
    this.pool = poolOf(worker);
  }

  /**
   * Whose unkeyed database row is next; null when none is ready.
   * @param but of all but these
   * @param isFree of those only that no other worker holds at this moment
   */
  async firstOrganization(
    but: readonly (string | null)[],
    isFree: boolean,
  ): Promise<{ organizationId: string | null } | null> {
    const values = [...this.ready('database'), but.map((organizationId) => organizationId ?? '')];
    const statement = isFree ? FIRST_FREE_ORGANIZATION : FIRST_ORGANIZATION;
    const [row] = await this.alone<{ organization_id: string | null }>(statement, values);
    return row ? { organizationId: row.organization_id } : null;
  }

  /**
   * In the handlers' unit of work: removes and returns ready unkeyed database rows of one organization. From here on no
   * statement of theirs waits for a lock longer than `lockPatienceMs`.
   */
  async takeBatch(organizationId: string | null, only: readonly number[] | null): Promise<OutboxRow[]> {
    const values = [...this.ready('database'), organizationId, only, this.options.batchSize];
    const [rows] = await Promise.all([
      this.unitOfWork.rows<OutboxRow>(TAKE_BATCH, values),
      this.unitOfWork.query(LOCK_PATIENCE, [String(this.options.lockPatienceMs)]),
    ]);
    return rows.sort((a, b) => a.id - b.id);
  }

  /** Ready unkeyed outside rows, `most` at most, of the urgent listeners or of the others. */
  lease(owner: string, urgent: boolean, most: number): Promise<OutboxRow[]> {
    const values = [...this.ready('outside', urgent), owner, this.leaseEnd(urgent), most];
    return this.alone<OutboxRow>(LEASE, values);
  }

  keys(): Promise<OutboxKey[]> {
    return this.alone<OutboxKey>(KEYS, this.ready(null));
  }

  /** The row that is next for its key, if it is ready and no other worker holds the key. */
  async head(key: OutboxKey): Promise<OutboxRow | null> {
    const [lock] = await this.unitOfWork.rows<{ mine: boolean }>(KEY_LOCK, [key.listener, key.ordering_key]);
    if (!lock?.mine) return null;
    const values = [this.clock.now(), new Date(), key.listener, key.ordering_key];
    const [row] = await this.unitOfWork.rows<OutboxRow & { ready: boolean }>(HEAD, values);
    return row?.ready ? row : null;
  }

  async leaseOne(row: OutboxRow, owner: string): Promise<void> {
    await this.unitOfWork.query(LEASE_ONE, [row.id, owner, this.leaseEnd()]);
  }

  async remove(row: OutboxRow): Promise<void> {
    await this.unitOfWork.query(REMOVE, [row.id]);
  }

  async finish(row: OutboxRow, owner: string): Promise<void> {
    await this.alone(FINISH, [row.id, owner]);
  }

  /** Schedules the next try, or buries the row once its tries are spent. `attempts` counts the one that just failed. */
  async failed(row: OutboxRow, attempts: number, error: unknown, owner: string | null): Promise<'retried' | 'buried'> {
    const allowed = this.registry.afterCommitListener(row.listener)?.attempts ?? 1;
    const text = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 2000);
    if (attempts >= allowed || error instanceof HopelessError) {
      await this.alone(BURY, [row.id, uuidv7(), attempts, text, new Date(), owner]);
      return 'buried';
    }
    const backoff = Math.min(this.options.firstBackoffMs * 2 ** (attempts - 1), this.options.longestBackoffMs);
    const retryAt = new Date(Date.now() + backoff * (1 + Math.random() / 4));
    await this.alone(RETRY, [row.id, attempts, retryAt, text, owner]);
    return 'retried';
  }

  async handBack(owner: string): Promise<void> {
    await this.alone(HAND_BACK, [owner]);
  }

  private async alone<R extends object>({ name, text }: Statement, values: unknown[]): Promise<R[]> {
    return (await this.pool.query<R>({ name, text, values })).rows;
  }

  private ready(effect: AfterCommitListener['effect'] | null, urgent?: boolean): unknown[] {
    const listeners = this.registry
      .allAfterCommit()
      .filter((l) => (effect === null || l.effect === effect) && (urgent === undefined || l.urgent === urgent));
    return [this.clock.now(), new Date(), listeners.map((l) => l.name)];
  }

  private leaseEnd(urgent = false): Date {
    return new Date(Date.now() + (urgent ? this.options.urgentLeaseMs : this.options.leaseMs));
  }
}
