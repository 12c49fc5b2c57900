import type { TestApplication } from '../support/application';

export const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Each table with rows of organizations. */
export async function tenantTables(application: TestApplication): Promise<string[]> {
  const rows = await application.sql<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attname = 'organization_id' AND NOT a.attisdropped
       AND n.nspname NOT IN ('pg_catalog', 'information_schema')
     ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** Every id in the rows of the organization that is in no row of the other, nor in one of neither: none of these is the other's to see. */
export async function marksOf(
  application: TestApplication,
  organizationId: string,
  tables: readonly string[],
): Promise<ReadonlySet<string>> {
  const [own, others] = [new Set<string>(), new Set<string>()];
  for (const table of tables) {
    const rows = await application.sql<{ isOwn: boolean; text: string }>(
      `SELECT organization_id IS NOT DISTINCT FROM $1 AS "isOwn", to_jsonb(t)::text AS text FROM ${table} t`,
      [organizationId],
    );
    for (const { isOwn, text } of rows) for (const id of text.match(UUID) ?? []) (isOwn ? own : others).add(id);
  }
  return new Set([...own].filter((id) => !others.has(id)));
}

/** The marks in the answer that were not in the question. */
export function leaksIn(
  answer: { readonly text: string; readonly sent: string },
  marks: ReadonlySet<string>,
): string[] {
  const found = new Set(answer.text.match(UUID) ?? []);
  return [...found].filter((id) => marks.has(id) && !answer.sent.includes(id));
}
