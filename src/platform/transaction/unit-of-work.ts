import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import {
  type DataSource,
  type EntityManager,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';
import type { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner';
import { WORKER_DATA_SOURCE } from '../database/data-sources';
import type { DomainEvent } from '../events/domain-event';
import { EventDispatcher } from '../events/event-dispatcher';
import { OutboxWriter } from '../outbox/outbox-writer';
import { callContext } from '../telemetry/call-context';
import { commit } from './commit';
import { inLockOrder, type Lock } from './locks';
import { type Statement, TransactionScope } from './transaction-scope';

export interface UnitOfWorkOptions {
  /** Taken first, in the one order (`inLockOrder`). A use case declares all it needs here. */
  readonly locks?: readonly Lock[];
  /** Whose rows are visible. The caller's organization by default; null sees no tenant's rows. */
  readonly organizationId?: string | null;
  /** `worker` runs on the worker pool and role, which sees every organization: for the outbox and jobs. */
  readonly as?: 'runtime' | 'worker';
}

/** Serialization failure and deadlock: the database undid the transaction, and it may simply be tried again. */
const RETRYABLE = new Set(['40001', '40P01']);
/** What TypeORM says where it has let go of a connection that broke. */
const RELEASED = [QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError];
const ATTEMPTS = 4;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export class OutsideUnitOfWorkError extends Error {
  constructor() {
    super('No unit of work is open here. Database work belongs inside unitOfWork.run(): nothing autocommits silently.');
    this.name = 'OutsideUnitOfWorkError';
  }
}

/** Between two statements of a transaction, of which so nothing was saved. Its words are pg's own for a lost connection. */
export class ConnectionBrokeError extends Error {
  constructor(cause: Error) {
    super('Connection terminated between two statements of a transaction.', { cause });
    this.name = 'ConnectionBrokeError';
  }
}

export class SwallowedErrorError extends Error {
  constructor() {
    super('A statement of this transaction failed and its error was swallowed, so nothing was saved.');
    this.name = 'SwallowedErrorError';
  }
}

/**
 * One transaction, carried by the async context. READ COMMITTED. Joining is the default: an inner `run` is part of the
 * outer one. Only the database is awaited inside.
 */
@Injectable()
export class UnitOfWork {
  private readonly scopes = new AsyncLocalStorage<TransactionScope>();

  constructor(
    @Inject(getDataSourceToken()) private readonly runtime: DataSource,
    @Inject(getDataSourceToken(WORKER_DATA_SOURCE)) private readonly worker: DataSource,
    private readonly dispatcher: EventDispatcher,
    private readonly outbox: OutboxWriter,
  ) {}

  /**
   * Runs the work in the open transaction, or in a new one that commits when it returns.
   * A new one is retried from the start on 40001 and 40P01, with everything buffered thrown away.
   */
  async run<T>(work: () => Promise<T>, options: UnitOfWorkOptions = {}): Promise<T> {
    const open = this.scopes.getStore();
    if (open && !open.finished) {
      this.refuseOtherTerms(open, options);
      if (options.locks?.length) await this.lock(options.locks);
      return work();
    }
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(work, options);
      } catch (error) {
        if (attempt >= ATTEMPTS || !RETRYABLE.has(sqlState(error))) throw error;
        await sleep(5 * attempt + Math.random() * 15);
      }
    }
  }

  get active(): boolean {
    const scope = this.scopes.getStore();
    return scope !== undefined && !scope.finished;
  }

  /** TypeORM's entity API on this transaction: for lists, forms and admin. */
  get manager(): EntityManager {
    return this.scope.manager;
  }

  /** The organization whose rows this transaction sees; null outside any. */
  get organizationId(): string | null {
    return this.scope.organizationId;
  }

  /** A statement on this transaction's own connection; a named one is prepared once per connection. */
  async query<R extends QueryResultRow>(statement: Statement | string, values?: unknown[]): Promise<QueryResult<R>> {
    return this.scope.query<R>(statement, values);
  }

  async rows<R extends QueryResultRow>(statement: Statement | string, values?: unknown[]): Promise<R[]> {
    return (await this.scope.query<R>(statement, values)).rows;
  }

  /**
   * Takes further locks. They must come after those held in the one order, and a listener may take none: that is what
   * keeps two transactions from waiting for each other.
   * @returns whether any of them was not held before.
   */
  async lock(locks: readonly Lock[]): Promise<boolean> {
    const scope = this.scope;
    if (scope.handling)
      throw new Error(`A listener of ${scope.handling.type} tried to take a lock; the publisher declares them.`);
    const wanted = inLockOrder(locks).filter((l) => !scope.locks.some((held) => held.key === l.key));
    if (wanted.length === 0) return false;
    const highest = Math.max(-1, ...scope.locks.map((l) => l.rank));
    const early = wanted.find((l) => l.rank < highest);
    if (early) throw new Error(`The ${early.kind} lock must be taken before those already held.`);
    scope.locks.push(...wanted);
    await scope.query(ADVISORY_LOCKS, [wanted.map((l) => l.key)]);
    return true;
  }

  /**
   * Takes the first of these, in the order given, that nobody else holds at this moment, and waits for none: where any
   * will do and many ask at once, they need not queue for the same one. The rules of `lock` hold.
   * @returns its place in the list; null where each is held by somebody else.
   */
  async lockFirstFree(locks: readonly Lock[]): Promise<number | null> {
    const scope = this.scope;
    if (scope.handling)
      throw new Error(`A listener of ${scope.handling.type} tried to take a lock; the publisher declares them.`);
    const highest = Math.max(-1, ...scope.locks.map((l) => l.rank));
    const early = locks.find((l) => l.rank < highest);
    if (early) throw new Error(`The ${early.kind} lock must be taken before those already held.`);
    const [taken] = (await scope.query<{ place: number }>(FIRST_FREE_LOCK, [locks.map((l) => l.key)])).rows;
    if (!taken) return null;
    scope.locks.push(locks[taken.place]!);
    return taken.place;
  }

  /**
   * Records facts. Their in-transaction listeners have run when this returns, unless one of them is the caller: then they
   * run next, in order, before the transaction goes on.
   */
  async publish(...events: DomainEvent[]): Promise<void> {
    const scope = this.scope;
    for (const event of events) this.stamp(event, scope);
    scope.pending.push(...events);
    if (!scope.handling) await this.dispatcher.drain(scope);
  }

  /**
   * Records facts of one kind that came about together, such as the rows of an import. A listener that takes many at once is
   * given them in one call; the others, one after another. Each listener still hears them in order, and each fact still
   * passes its listeners in theirs; a veto of one is a veto of all.
   */
  async publishTogether(...events: DomainEvent[]): Promise<void> {
    const scope = this.scope;
    const [first] = events;
    if (!first) return;
    if (events.some(({ contract }) => contract !== first.contract))
      throw new Error('Facts that are published together are of one kind.');
    for (const event of events) {
      this.stamp(event, scope);
      event.together = first;
    }
    scope.pending.push(...events);
    if (!scope.handling) await this.dispatcher.drain(scope);
  }

  /**
   * Writes the audit and outbox rows of what was published so far, in this transaction, and lets go of them: one of fifty
   * thousand facts needs the memory of its largest part. Nothing is true before the commit all the same.
   */
  async writeThrough(): Promise<void> {
    const scope = this.scope;
    if (scope.handling)
      throw new Error(
        `A listener of ${scope.handling.type} tried to write through; the publisher does, between parts.`,
      );
    await this.dispatcher.drain(scope);
    await this.writeLast(scope);
  }

  /** A timer: the event is published now, and its after-commit listeners run at `dueAt` in domain time, surviving restarts. */
  async schedule(event: DomainEvent, dueAt: Date): Promise<void> {
    this.scope.scheduled.set(event, dueAt);
    await this.publish(event);
  }

  /** One thing of this transaction by its key, made when first asked for: what a listener gathers. A retry begins anew. */
  once<T>(key: unknown, make: () => T): T {
    const { made } = this.scope;
    if (!made.has(key)) made.set(key, make());
    return made.get(key) as T;
  }

  /** Runs last in the transaction, beside others like it, once all listeners have: for rows that are written at its end. */
  beforeCommit(work: () => Promise<void>): void {
    this.scope.beforeCommit.push(work);
  }

  /** Runs once the transaction has committed. Must not throw, and nothing that matters may rely on it. */
  afterCommit(work: () => void): void {
    this.scope.afterCommit.push(work);
  }

  /** Wakes the outbox workers after the commit, where a row was written or unparked by hand. */
  outboxChanged(): void {
    this.afterCommit(() => this.outbox.wakeWorkers());
  }

  private get scope(): TransactionScope {
    const scope = this.scopes.getStore();
    if (!scope) throw new OutsideUnitOfWorkError();
    return scope;
  }

  /** Joining a transaction of another organization or role would silently read and write under the wrong one. */
  private refuseOtherTerms(open: TransactionScope, options: UnitOfWorkOptions): void {
    const role = options.as ?? open.role;
    const organizationId = options.organizationId === undefined ? open.organizationId : options.organizationId;
    if (role !== open.role || organizationId !== open.organizationId) {
      throw new Error(
        `A unit of work for ${open.organizationId} as ${open.role} cannot be joined as ${role} for ${organizationId}.`,
      );
    }
  }

  private stamp(event: DomainEvent, scope: TransactionScope): void {
    const call = callContext.get();
    event.organizationId ??= scope.organizationId;
    event.actor = call?.actor ?? { type: 'system', id: null };
    event.correlationId = call?.correlationId ?? event.id;
    event.depth = scope.handling ? scope.handling.depth + 1 : 0;
    event.causationId ??= scope.handling?.id ?? call?.causationId ?? null;
  }

  private async attempt<T>(work: () => Promise<T>, options: UnitOfWorkOptions): Promise<T> {
    const dataSource = options.as === 'worker' ? this.worker : this.runtime;
    const runner = dataSource.createQueryRunner() as PostgresQueryRunner;
    const client = (await runner.connect()) as PoolClient;
    const organizationId =
      options.organizationId === undefined ? (callContext.get()?.organizationId ?? null) : options.organizationId;
    const scope = new TransactionScope(runner, client, organizationId, options.as ?? 'runtime');
    try {
      const result = await this.scopes.run(scope, () =>
        this.transact(work, scope, client, runner, options.locks ?? []),
      );
      for (const then of scope.afterCommit) then();
      return result;
    } finally {
      await runner.release();
    }
  }

  private async transact<T>(
    work: () => Promise<T>,
    scope: TransactionScope,
    client: PoolClient,
    runner: PostgresQueryRunner,
    locks: readonly Lock[],
  ): Promise<T> {
    // So that the entity API joins this transaction instead of opening one of its own.
    runner.isTransactionActive = true;
    scope.locks = [...locks];
    try {
      const opened = client.query(opening(scope.organizationId, inLockOrder(locks)));
      // Under locks the work must not begin, and read the time, before they are had. Without, it need not wait.
      if (locks.length > 0) await opened;
      const [result] = await Promise.all([work(), opened]);
      await this.dispatcher.drain(scope);
      await this.writeLast(scope);
      scope.finished = true;
      const { command } = await commit(client);
      // PostgreSQL answers COMMIT with ROLLBACK when a failed statement's error was swallowed: that is not success.
      if (command !== 'COMMIT') throw new SwallowedErrorError();
      return result;
    } catch (error) {
      // What one of several still means to write would follow the ROLLBACK, and stay.
      scope.finished = true;
      // A connection that cannot roll back is closed, so that the pool hands it to nobody.
      await client.query('ROLLBACK').catch(() => client.connection.stream.destroy());
      // TypeORM lets go of a connection that broke between two statements, and says of the next one that only.
      throw RELEASED.some((kind) => error instanceof kind) ? new ConnectionBrokeError(error as Error) : error;
    } finally {
      runner.isTransactionActive = false;
    }
  }

  /** None of these asks for what another writes: they travel together. What they publish themselves is written after them. */
  private async writeLast(scope: TransactionScope): Promise<void> {
    const { beforeCommit, published, scheduled } = scope;
    while (beforeCommit.length > 0 || published.length > 0) {
      const [hooks, events] = [beforeCommit.splice(0), published.splice(0)];
      await Promise.all([...hooks.map((last) => last()), this.outbox.write(scope, events)]);
      for (const event of events) scheduled.delete(event);
    }
  }
}

const ADVISORY_LOCKS: Statement = {
  name: 'platform.lock',
  text: 'SELECT pg_advisory_xact_lock(key) FROM unnest($1::bigint[]) AS key',
};

// Row by row, in the order given, until one is had: LIMIT stops the function scan.
const FIRST_FREE_LOCK: Statement = {
  name: 'platform.lock.first_free',
  text: `SELECT place::int - 1 AS place FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (key, place)
         WHERE pg_try_advisory_xact_lock(key) LIMIT 1`,
};

/** One round trip: the transaction, the organization that row-level security admits, and the locks. */
function opening(organizationId: string | null, locks: readonly Lock[]): string {
  if (organizationId !== null && !UUID.test(organizationId))
    throw new Error('The organization of a unit of work must be a UUID.');
  const taken = locks.map((l) => `, pg_advisory_xact_lock(${l.key})`).join('');
  return `BEGIN; SELECT set_config('cabstand.organization_id', '${organizationId ?? ''}', true)${taken}`;
}

export function sqlState(error: unknown): string {
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  const state = driverError?.code ?? code;
  return typeof state === 'string' ? state : '';
}
