import type { QueryRunner } from 'typeorm';

export interface TenantTableOptions {
  /** What the runtime role may do; all four by default. Append-only tables give less. */
  readonly grants?: readonly ('SELECT' | 'INSERT' | 'UPDATE' | 'DELETE')[];
}

const ALL = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;

/**
 * Row-level security by organization on a table with an `organization_id`: the runtime role sees and writes only the rows
 * of the organization that its transaction names in `cabstand.organization_id`; the worker role sees all.
 */
export async function secureTenantTable(
  q: QueryRunner,
  table: string,
  options: TenantTableOptions = {},
): Promise<void> {
  const grants = (options.grants ?? ALL).join(', ');
  await q.query(`
    GRANT ${grants} ON ${table} TO cabstand_runtime, cabstand_worker;
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY organization ON ${table} TO cabstand_runtime
      USING (organization_id = nullif(current_setting('cabstand.organization_id', true), '')::uuid)
      WITH CHECK (organization_id = nullif(current_setting('cabstand.organization_id', true), '')::uuid);
    CREATE POLICY worker ON ${table} TO cabstand_worker USING (true) WITH CHECK (true);
  `);
}

/** A schema of one context, which both roles may enter. */
export async function createContextSchema(q: QueryRunner, schema: string): Promise<void> {
  await q.query(`CREATE SCHEMA ${schema}; GRANT USAGE ON SCHEMA ${schema} TO cabstand_runtime, cabstand_worker;`);
}
