import type { FindOptionsWhere } from 'typeorm';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import type { Aggregate } from '../../../platform/events/aggregate';

/**
 * For what belongs to no organization, or is found across them. A row is loaded to be changed, so it is loaded under its
 * row lock: twenty answers to one challenge are counted one after another, and not refused as concurrent changes.
 */
export abstract class GlobalStore<A extends Aggregate<string | null>> extends AggregateStore<A> {
  override find(id: string): Promise<A | null> {
    return this.findLocked({ id } as FindOptionsWhere<A>);
  }

  protected findLocked(where: FindOptionsWhere<A>): Promise<A | null> {
    return this.unitOfWork.manager.findOne(this.entity, { where, lock: { mode: 'pessimistic_write' } });
  }
}
