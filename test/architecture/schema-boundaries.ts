import { Client } from 'pg';

const QUERIES: Record<string, string> = {
  'foreign key': `
    SELECT conname || ': ' || conrelid::regclass || ' -> ' || confrelid::regclass
      FROM pg_constraint
      JOIN pg_class a ON a.oid = conrelid JOIN pg_class b ON b.oid = confrelid
     WHERE contype = 'f' AND a.relnamespace <> b.relnamespace`,
  view: `
    SELECT DISTINCT v.oid::regclass || ' -> ' || t.oid::regclass
      FROM pg_depend d JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
      JOIN pg_class v ON v.oid = r.ev_class
      JOIN pg_class t ON d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid
     WHERE v.relnamespace <> t.relnamespace AND ${ours('v.relnamespace')} AND ${ours('t.relnamespace')}`,
  policy: `
    SELECT DISTINCT p.polname || ': ' || p.polrelid::regclass || ' -> ' || t.oid::regclass
      FROM pg_depend d JOIN pg_policy p ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid
      JOIN pg_class own ON own.oid = p.polrelid
      JOIN pg_class t ON d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid
     WHERE own.relnamespace <> t.relnamespace`,
  trigger: `
    SELECT tgname || ': ' || tgrelid::regclass || ' -> ' || p.oid::regproc
      FROM pg_trigger JOIN pg_class t ON t.oid = tgrelid JOIN pg_proc p ON p.oid = tgfoid
     WHERE NOT tgisinternal AND pronamespace <> relnamespace AND pronamespace::regnamespace::text <> 'platform'`,
  function: `
    SELECT p.oid::regproc || ' -> ' || t.oid::regclass
      FROM pg_proc p JOIN pg_class t ON relnamespace <> pronamespace AND relkind IN ('r', 'p', 'v', 'm')
     WHERE ${ours('pronamespace')} AND ${ours('relnamespace')}
       AND pg_get_functiondef(p.oid) ~ ('\\y' || relnamespace::regnamespace || '\\.' || relname || '\\y')
       AND prokind IN ('f', 'p')`,
};

/** A tenant's rows that another tenant's request could read or write. */
const UNGUARDED = `
  SELECT c.oid::regclass::text FROM pg_class c
    JOIN pg_attribute a ON attrelid = c.oid AND attname = 'organization_id' AND NOT attisdropped
   WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text <> 'platform'
     AND has_table_privilege('cabstand_runtime', c.oid, 'SELECT, INSERT, UPDATE, DELETE')
     AND NOT (relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid))`;

/** Whatever in a database reaches from one schema into another. Trigger functions of the platform's are everybody's. */
export async function crossingsInDatabase(url: string): Promise<string[]> {
  const crossings: string[] = [];
  for (const [kind, query] of Object.entries(QUERIES)) {
    crossings.push(...(await column(url, query)).map((what) => `${kind} ${what}`));
  }
  return crossings;
}

/** Tables of a context with an `organization_id` that row-level security does not hold. */
export function unguardedTables(url: string): Promise<string[]> {
  return column(url, UNGUARDED);
}

async function column(url: string, query: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<[string]>({ text: query, rowMode: 'array' });
    return rows.map(([value]) => value).sort();
  } finally {
    await client.end();
  }
}

function ours(namespace: string): string {
  return `${namespace}::regnamespace::text !~ '^(pg_|information_schema|public)'`;
}
