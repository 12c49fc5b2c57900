import { DomainEvent } from '../events/domain-event';

/** A month of a table has been kept long enough, and is gone. */
export class MonthRetired extends DomainEvent<{
  /** @example audit.entries */
  table: string;
  /** In UTC. @example 2018-11 */
  month: string;
  rows: number;
}> {
  static override readonly type = 'platform.month_retired';
  static override readonly aggregateType = 'month';
}
