import type { QueryRunner } from 'typeorm';

/** How long a table is kept by the month, in whole months after a month's end. */
export interface Keeping {
  readonly kept: number;
  readonly least: number;
  /** Of an append-only table: the trigger function that refuses changes. */
  readonly guard: string | null;
}

/** Has the service keep a table that is partitioned by ranges of this key, a UUID v7 or a moment, in partitions of a month. */
export async function keepByMonth(
  q: QueryRunner,
  table: string,
  key: string,
  { kept, least, guard }: Keeping,
): Promise<void> {
  await q.query(
    `INSERT INTO platform.monthly_tables (name, key_column, by_id, kept_months, least_months, guard)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [table, key, key === 'id', kept, least, guard],
  );
  await q.query(`
    CREATE TABLE ${table}_rest PARTITION OF ${table} DEFAULT;
    ALTER TABLE ${table}_rest ENABLE ROW LEVEL SECURITY;
  `);
  if (guard) {
    await q.query(`
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}_rest
        FOR EACH STATEMENT EXECUTE FUNCTION ${guard}();
      ALTER TABLE ${table}_rest ENABLE ALWAYS TRIGGER append_only;
    `);
  }
  await q.query(`SELECT platform.prepare_months($1, clock_timestamp())`, [table]);
}
