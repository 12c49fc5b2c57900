import { Client } from 'pg';

/** Each kind of thing a migration makes, as lines of text that are equal when the things are. */
const KINDS: Record<string, string> = {
  schema: `
    SELECT nspname || ' owner ' || pg_get_userbyid(nspowner) || ' ' || coalesce(nspacl::text, '') FROM pg_namespace n
     WHERE ${ours('n.oid')}`,
  extension: `SELECT extname || ' in ' || extnamespace::regnamespace FROM pg_extension`,
  relation: `
    SELECT c.oid::regclass || ' ' || relkind::text || relpersistence::text || ' owner ' || pg_get_userbyid(relowner)
           || ' rls ' || relrowsecurity || ' forced ' || relforcerowsecurity || ' ' || coalesce(relacl::text, '')
           || ' ' || coalesce(reloptions::text, '') || ' ' || coalesce(pg_get_expr(relpartbound, c.oid), '')
      FROM pg_class c WHERE ${ours('relnamespace')} AND relkind <> 'i' AND ${loose('pg_class', 'c.oid')}`,
  column: `
    SELECT attrelid::regclass || ' ' || row_number() OVER (PARTITION BY attrelid ORDER BY attnum) || ' ' || attname || ' '
           || format_type(atttypid, atttypmod) || ' not null ' || attnotnull || ' identity ' || attidentity::text
           || ' generated ' || attgenerated::text || ' ' || coalesce(attacl::text, '')
           || ' default ' || coalesce(pg_get_expr(adbin, adrelid), '')
      FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
      LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum
     WHERE ${ours('relnamespace')} AND relkind IN ('r', 'p', 'v', 'm') AND attnum > 0 AND NOT attisdropped`,
  sequence: `
    SELECT seqrelid::regclass || ' ' || seqtypid::regtype || concat_ws(' ', '', seqstart, seqincrement, seqmin, seqmax, seqcycle)
      FROM pg_sequence JOIN pg_class c ON c.oid = seqrelid WHERE ${ours('relnamespace')}`,
  constraint: `
    SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
      FROM pg_constraint WHERE ${ours('connamespace')}`,
  index: `
    SELECT pg_get_indexdef(indexrelid) || ' valid ' || indisvalid
      FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE ${ours('relnamespace')}`,
  view: `
    SELECT c.oid::regclass || ' ' || pg_get_viewdef(c.oid)
      FROM pg_class c WHERE ${ours('relnamespace')} AND relkind IN ('v', 'm')`,
  policy: `
    SELECT polrelid::regclass || ' ' || polname || ' ' || polcmd::text || ' permissive ' || polpermissive || ' to '
           || polroles::regrole[]::text || ' using ' || coalesce(pg_get_expr(polqual, polrelid), '')
           || ' check ' || coalesce(pg_get_expr(polwithcheck, polrelid), '')
      FROM pg_policy`,
  trigger: `
    SELECT tgrelid::regclass || ' ' || pg_get_triggerdef(oid) || ' ' || tgenabled::text
      FROM pg_trigger WHERE NOT tgisinternal`,
  function: `
    SELECT pg_get_functiondef(p.oid) || ' owner ' || pg_get_userbyid(proowner) || ' ' || coalesce(proacl::text, '')
      FROM pg_proc p WHERE ${ours('pronamespace')} AND prokind IN ('f', 'p') AND ${loose('pg_proc', 'p.oid')}`,
  type: `
    SELECT format_type(t.oid, NULL) || ' ' || typtype::text || ' '
           || coalesce((SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), '')
      FROM pg_type t WHERE ${ours('typnamespace')} AND typtype IN ('e', 'd', 'r') AND ${loose('pg_type', 't.oid')}`,
  'default privilege': `
    SELECT pg_get_userbyid(defaclrole) || ' in ' || defaclnamespace::regnamespace || ' ' || defaclobjtype::text || ' '
           || defaclacl::text FROM pg_default_acl`,
};

/**
 * What a database holds beside its rows: schemas, tables, columns, constraints, indexes, policies, triggers, functions,
 * privileges. Two databases that went different ways to the same schema give the same lines.
 */
export async function describeCatalogue(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    // Names are written with their schema unless it is on the search path.
    await client.query('SET search_path = pg_catalog');
    const lines: string[] = [];
    for (const [kind, query] of Object.entries(KINDS)) {
      const { rows } = await client.query<string[]>({ text: query, rowMode: 'array' });
      lines.push(...rows.map(([line]) => `${kind} ${line}`).sort());
    }
    return lines;
  } finally {
    await client.end();
  }
}

/** Not PostgreSQL's own. */
function ours(namespace: string): string {
  return `${namespace} NOT IN (SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg\\_%' OR nspname = 'information_schema')`;
}

/** Not part of an extension. */
function loose(catalogue: string, oid: string): string {
  return `NOT EXISTS (SELECT FROM pg_depend WHERE classid = '${catalogue}'::regclass AND objid = ${oid} AND deptype = 'e')`;
}
