import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { RetiredMonth, RetiredMonths } from '../domain/retired-months';
import type { Read } from './chain-links';

const ADD: Statement = {
  name: 'audit.retired_months.add',
  text: 'INSERT INTO audit.retired_months (month, entries, record_id) VALUES ($1, $2, $3)',
};
/** Beside what is sealed, while that is there: this table alone proves nothing. */
const ALL: Statement = {
  name: 'audit.retired_months.all',
  text: `SELECT m.month, m.entries, m.record_id AS "recordId",
           CASE WHEN e.id IS NOT NULL THEN (e.type, e.payload->>'table', e.payload->>'month', e.payload->>'rows')
             IS NOT DISTINCT FROM ('platform.month_retired', 'audit.entries', m.month, m.entries::text) END AS told
         FROM audit.retired_months m LEFT JOIN audit.entries e ON e.id = m.record_id ORDER BY m.month`,
};

/** Which months of the record have left. It never leaves itself, as the entries do that told so. */
@Injectable()
export class RetiredMonthTable {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async add(month: string, { entries, recordId }: Omit<RetiredMonth, 'told'>): Promise<void> {
    await this.unitOfWork.query(ADD, [month, entries, recordId]);
  }
}

export async function retiredMonths(read: Read): Promise<RetiredMonths> {
  const rows = await read<RetiredMonth & { month: string } & QueryResultRow>(ALL, []);
  // A bare client gives a bigint as text.
  return new Map(
    rows.map(({ month, entries, recordId, told }) => [month, { entries: Number(entries), recordId, told }]),
  );
}
