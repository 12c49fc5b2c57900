import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { MonthRetired } from '../../../platform/retention/retention-events';
import { RetiredMonthTable } from '../persistence/retired-month-table';

const RECORD = 'audit.entries';

/** In the transaction that drops a month of the record: what tells of it there leaves with its own month, years later. */
@Injectable()
export class RememberRetiredMonths {
  constructor(private readonly months: RetiredMonthTable) {}

  @InTransaction(MonthRetired)
  async retired({ id, payload: { table, month, rows } }: MonthRetired): Promise<void> {
    if (table === RECORD) await this.months.add(month, { entries: rows, recordId: id });
  }
}
