import type { EntityTarget, FindOptionsWhere } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity';
import { DomainError, notFound } from '../errors/domain-error';
import type { Aggregate } from '../events/aggregate';
import type { DomainEvent } from '../events/domain-event';
import { type UnitOfWork } from '../transaction/unit-of-work';

/** What a violated constraint means in the domain, by the constraint's name. */
export type ConstraintErrors = Readonly<Record<string, () => DomainError>>;

/**
 * get / add / update over TypeORM's entity API. Subclasses name their entity, add queries, and on hot paths override
 * `insert` and `flush` with prepared statements. Another organization's row is not found.
 */
export abstract class AggregateStore<A extends Aggregate<string | null>> {
  protected constructor(
    protected readonly unitOfWork: UnitOfWork,
    protected readonly entity: EntityTarget<A>,
    /** In words, for the caller: `vehicle`. */
    protected readonly thing: string,
    private readonly constraints: ConstraintErrors = {},
  ) {}

  async find(id: string): Promise<A | null> {
    const { organizationId } = this.unitOfWork;
    const where = organizationId === null ? { id } : { id, organizationId };
    return this.unitOfWork.manager.findOne(this.entity, { where: where as FindOptionsWhere<A> });
  }

  /** @throws DomainError not_found */
  async get(id: string): Promise<A> {
    const found = await this.find(id);
    if (!found) throw notFound(this.thing, id);
    return found;
  }

  async add(aggregate: A): Promise<void> {
    aggregate.version = 1;
    await this.translating(() => this.insert(aggregate));
    await this.unitOfWork.publish(...aggregate.releaseEvents());
  }

  /**
   * Stores many of a kind that come about together, in one statement, and publishes what each records of it together.
   * @param causeOf the fact that each answers, where a listener stores them
   */
  async addTogether(aggregates: readonly A[], causeOf?: (index: number) => DomainEvent): Promise<void> {
    if (aggregates.length === 0) return;
    for (const aggregate of aggregates) aggregate.version = 1;
    const { columns, tablePath } = this.unitOfWork.manager.connection.getMetadata(this.entity);
    const names = columns.map(({ databaseName }) => `"${databaseName}"`).join(', ');
    const rows = aggregates.map((aggregate) =>
      Object.fromEntries(columns.map((column) => [column.databaseName, column.getEntityValue(aggregate) as unknown])),
    );
    const statement = {
      name: `${tablePath}.add_together`,
      text: `INSERT INTO ${tablePath} (${names}) SELECT ${names} FROM jsonb_populate_recordset(NULL::${tablePath}, $1)`,
    };
    await this.translating(() => this.unitOfWork.query(statement, [JSON.stringify(rows)]));
    const recorded = aggregates.flatMap((aggregate, index) => {
      const events = aggregate.releaseEvents();
      return causeOf ? events.map((event) => event.becauseOf(causeOf(index))) : events;
    });
    await this.unitOfWork.publishTogether(...recorded);
  }

  /**
   * Loads, changes, saves and publishes in one place. A change that records no event is no change, and nothing is saved.
   * @throws DomainError not_found, and `concurrent_change` when another saved it since it was read
   */
  async update<R>(id: string, change: (aggregate: A) => R): Promise<R> {
    return this.change(await this.get(id), change);
  }

  /** As `update`, for an aggregate that a finder of this store has just loaded in this unit of work. */
  async change<R>(aggregate: A, change: (aggregate: A) => R): Promise<R> {
    const read = aggregate.version;
    const result = change(aggregate);
    if (!aggregate.hasRecorded) return result;
    aggregate.version = read + 1;
    const flushed = await this.translating(() => this.flush(aggregate, read));
    if (!flushed) {
      throw new DomainError(
        'conflict',
        'concurrent_change',
        `The ${this.thing} was changed by another request; read it again and retry.`,
      );
    }
    await this.unitOfWork.publish(...aggregate.releaseEvents());
    return result;
  }

  protected async insert(aggregate: A): Promise<void> {
    await this.unitOfWork.manager.insert(this.entity, this.columns(aggregate));
  }

  /** Saves every column where the stored version is still the one that was read; false when it is not. */
  protected async flush(aggregate: A, readVersion: number): Promise<boolean> {
    const { affected } = await this.unitOfWork.manager
      .createQueryBuilder()
      .update(this.entity)
      .set(this.columns(aggregate))
      .where('id = :id AND version = :readVersion', { id: aggregate.id, readVersion })
      .execute();
    return affected === 1;
  }

  private columns(aggregate: A): QueryDeepPartialEntity<A> {
    const { columns } = this.unitOfWork.manager.connection.getMetadata(this.entity);
    return Object.fromEntries(
      columns.map((column) => [column.propertyName, column.getEntityValue(aggregate) as unknown]),
    ) as QueryDeepPartialEntity<A>;
  }

  protected async translating<R>(work: () => Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (error) {
      const constraint = constraintOf(error);
      const translate = constraint === null ? undefined : this.constraints[constraint];
      throw translate ? translate() : error;
    }
  }
}

export function constraintOf(error: unknown): string | null {
  const { constraint, driverError } = error as { constraint?: unknown; driverError?: { constraint?: unknown } };
  const name = driverError?.constraint ?? constraint;
  return typeof name === 'string' ? name : null;
}
