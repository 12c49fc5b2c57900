import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import type { EntityManager } from 'typeorm';
import type { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner';
import type { DomainEvent } from '../events/domain-event';
import type { Lock } from './locks';

/** A prepared statement: planned once per connection under its name, which must be unique to its text. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** How long its answer may take, in milliseconds, where that is more than any other's (`ormconfig.ts`). */
  readonly query_timeout?: number;
}

export class FinishedUnitOfWorkError extends Error {
  constructor() {
    super('This unit of work has ended: its transaction is gone, so the query is refused. Was something not awaited?');
    this.name = 'FinishedUnitOfWorkError';
  }
}

/** What belongs to one transaction and dies with it. Rebuilt from nothing when the transaction is retried. */
export class TransactionScope {
  /** Published, and waiting for their in-transaction listeners. */
  readonly pending: DomainEvent[] = [];
  /** Those whose listeners have run, in order, and which are not written yet: what the outbox writes. */
  readonly published: DomainEvent[] = [];
  /** Timers, each with the domain time before which its after-commit listeners do not run. */
  readonly scheduled = new Map<DomainEvent, Date>();
  readonly beforeCommit: (() => Promise<void>)[] = [];
  readonly afterCommit: (() => void)[] = [];
  /** What `UnitOfWork.once` made, by its key. */
  readonly made = new Map<unknown, unknown>();
  locks: Lock[] = [];
  /** The event whose in-transaction listeners are running; the first of those that came about together. */
  handling: DomainEvent | null = null;
  finished = false;

  constructor(
    private readonly runner: PostgresQueryRunner,
    private readonly client: PoolClient,
    readonly organizationId: string | null,
    readonly role: 'runtime' | 'worker',
  ) {}

  get manager(): EntityManager {
    if (this.finished) throw new FinishedUnitOfWorkError();
    return this.runner.manager;
  }

  async query<R extends QueryResultRow>(statement: Statement | string, values?: unknown[]): Promise<QueryResult<R>> {
    if (this.finished) throw new FinishedUnitOfWorkError();
    return typeof statement === 'string'
      ? this.client.query<R>(statement, values)
      : this.client.query<R>({ ...statement, values });
  }
}
