import type { SelectQueryBuilder } from 'typeorm';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { notFound } from '../../../platform/errors/domain-error';
import type { Aggregate } from '../../../platform/events/aggregate';
import { decodeCursor, encodeCursor, type Page, pageOf, type PageRequest } from '../../../platform/http/page';
import type { Scope } from '../domain/scope';

type RowLock = 'pessimistic_read' | 'for_no_key_update';

/** An aggregate store that shows a caller his fleets and hubs and nothing else: what is out of his scope is not found. */
export abstract class ScopedStore<A extends Aggregate> extends AggregateStore<A> {
  /** @throws DomainError not_found */
  async getInScope(id: string, scope: Scope, rowLock?: RowLock): Promise<A> {
    const query = this.all(scope).andWhere('row.id = :id', { id });
    const aggregate = await (rowLock ? query.setLock(rowLock) : query).getOne();
    if (!aggregate) throw notFound(this.thing, id);
    return aggregate;
  }

  /** As `getInScope`; until the transaction ends nobody changes it. */
  holdInScope(id: string, scope: Scope): Promise<A> {
    return this.getInScope(id, scope, 'pessimistic_read');
  }

  /** As `getInScope`, for a change: waits for whoever is changing it, so that the two do not refuse each other. */
  lockInScope(id: string, scope: Scope): Promise<A> {
    return this.getInScope(id, scope, 'for_no_key_update');
  }

  /** As `update`, of what is in the scope. Returns it as it is now. @throws DomainError not_found */
  async updateInScope(id: string, scope: Scope, change: (aggregate: A) => void): Promise<A> {
    const aggregate = await this.lockInScope(id, scope);
    await this.change(aggregate, change);
    return aggregate;
  }

  /** Leaves of the query (`row`) what the scope shows. */
  protected abstract narrow(query: SelectQueryBuilder<A>, scope: Scope): void;

  protected all(scope: Scope): SelectQueryBuilder<A> {
    const { organizationId } = this.unitOfWork;
    const query = this.unitOfWork.manager.createQueryBuilder(this.entity, 'row').where('true');
    // Row-level security says the same of requests; it does not hold the worker, which runs the listeners.
    if (organizationId !== null) query.andWhere('row.organizationId = :organizationId', { organizationId });
    this.narrow(query, scope);
    return query;
  }

  /** Leaves of the query what has one of the values in each column; a column without a filter takes any. */
  protected keep(
    query: SelectQueryBuilder<A>,
    filters: Readonly<Record<string, string | readonly string[] | undefined>>,
  ): void {
    for (const [column, wanted] of Object.entries(filters)) {
      if (wanted === undefined) continue;
      query.andWhere(`row.${column} = ANY(:${column})`, { [column]: typeof wanted === 'string' ? [wanted] : wanted });
    }
  }

  /** Newest first: ids are UUID v7. */
  protected async page(query: SelectQueryBuilder<A>, { limit, after }: PageRequest): Promise<Page<A>> {
    const cursor = decodeCursor(after);
    if (cursor) query.andWhere('row.id < :after', { after: cursor.id });
    const rows = await query
      .orderBy('row.id', 'DESC')
      .limit(limit + 1)
      .getMany();
    const cursorOf = (row: A): string => encodeCursor(row.id);
    return pageOf(rows, limit, cursorOf, (row) => row);
  }
}

/** Narrows by the fleet and hub columns that vehicles, drivers and managers have. */
export function narrowToHome<A extends Aggregate>(query: SelectQueryBuilder<A>, { fleetIds, hubIds }: Scope): void {
  if (fleetIds !== null) query.andWhere('row.fleetId = ANY(:fleetsInScope)', { fleetsInScope: fleetIds });
  if (hubIds !== null) query.andWhere('row.hubId = ANY(:hubsInScope)', { hubsInScope: hubIds });
}

/** Leaves of the query what was registered in that time. */
export function keepRegistered<A extends Aggregate>(
  query: SelectQueryBuilder<A>,
  { registeredFrom, registeredUntil }: { readonly registeredFrom?: Date; readonly registeredUntil?: Date },
): void {
  if (registeredFrom) query.andWhere('row.createdAt >= :registeredFrom', { registeredFrom });
  if (registeredUntil) query.andWhere('row.createdAt < :registeredUntil', { registeredUntil });
}
