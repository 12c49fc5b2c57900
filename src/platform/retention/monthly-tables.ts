import { Injectable } from '@nestjs/common';
import type { Statement } from '../transaction/transaction-scope';
import { UnitOfWork } from '../transaction/unit-of-work';

const NAMES: Statement = {
  name: 'platform.monthly_tables.names',
  text: 'SELECT name FROM platform.monthly_tables ORDER BY name',
};
/** What leaves is counted row by row, and what waits in the rest is looked through: of the audit, millions of rows. */
const WHOLE_MONTH_MS = 15 * 60_000;
const PREPARE: Statement = {
  name: 'platform.months.prepare',
  query_timeout: WHOLE_MONTH_MS,
  text: 'SELECT platform.prepare_months($1, $2)',
};
const MISSING: Statement = {
  name: 'platform.months.missing',
  text: `SELECT to_char(month, 'YYYY-MM') AS month
         FROM platform.monthly_tables AS kept,
           date_trunc('month', CASE WHEN by_id THEN clock_timestamp() ELSE $2 END AT TIME ZONE 'UTC') AS this,
           generate_series(this, this + interval '2 months', interval '1 month') AS month
         WHERE kept.name = $1 AND to_regclass(kept.name || to_char(month, '"_"YYYY"_"MM')) IS NULL`,
};
const RETIRE: Statement = {
  name: 'platform.months.retire',
  query_timeout: WHOLE_MONTH_MS,
  text: `SELECT to_char(month, 'YYYY-MM') AS month, gone AS rows FROM platform.retire_month($1, $2)`,
};

export interface RetiredMonth {
  /** In UTC. @example 2018-11 */
  readonly month: string;
  readonly rows: number;
}

/** Tables in partitions of a month. What is kept, and how long, stands in `platform.monthly_tables`, which only the owner writes. */
@Injectable()
export class MonthlyTables {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async names(): Promise<string[]> {
    return (await this.unitOfWork.rows<{ name: string }>(NAMES)).map(({ name }) => name);
  }

  /**
   * This month's partition and the next two.
   * @param now domain time
   * @returns those of them, as `YYYY-MM`, that have none, since rows of them lie in the rest already
   */
  async prepare(table: string, now: Date): Promise<string[]> {
    await this.unitOfWork.query(PREPARE, [table, now]);
    return (await this.unitOfWork.rows<{ month: string }>(MISSING, [table, now])).map(({ month }) => month);
  }

  /** Lets the oldest month go, where it has been kept long enough. @param now domain time */
  async retireOldest(table: string, now: Date): Promise<RetiredMonth | null> {
    const [retired] = await this.unitOfWork.rows<RetiredMonth & Record<string, unknown>>(RETIRE, [table, now]);
    return retired ?? null;
  }
}
