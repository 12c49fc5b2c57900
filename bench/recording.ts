import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BenchServer } from './bench-server';

/** One statement that the service sent, as the server logged it. */
export interface RecordedStatement {
  /** Null: sent as plain text. */
  readonly name: string | null;
  readonly text: string;
  readonly values: readonly (string | null)[];
}

interface LogLine {
  readonly message: string;
  readonly detail?: string;
  readonly dbname?: string;
  readonly application_name?: string;
  readonly session_id?: string;
}

/** The pools of requests and of the outbox. */
const SERVICE = /^cabstand (requests|worker)$/;
const EXECUTED = /^duration: [\d.]+ ms {2}(?:execute ([^:]+)|statement): ([\s\S]*)$/;
const PARAMETER = /\$\d+ = (NULL|'((?:[^']|'')*)')/g;
/** These take the keys as a parameter. */
const LOCKS_BY_KEY = /pg_(try_)?advisory_xact_lock\(key\)/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Has the server log what the request pool sends while `work` runs: the very SQL of the service, to be replayed bare. */
export async function record(
  server: BenchServer,
  database: string,
  work: () => Promise<void>,
): Promise<RecordedStatement[]> {
  const lines = await logged(server, database, work);
  return lines.filter(({ application_name }) => application_name === 'cabstand requests').flatMap(statementOf);
}

/**
 * The same of both pools, in the order in which the transactions ended: a connection may tell them one after the other. What
 * ran outside a transaction is one of its own.
 */
export async function recordTransactions(
  server: BenchServer,
  database: string,
  work: () => Promise<void>,
): Promise<RecordedStatement[][]> {
  const lines = await logged(server, database, work);
  const open = new Map<string, RecordedStatement[]>();
  const ended: RecordedStatement[][] = [];
  for (const line of lines.filter(({ application_name }) => SERVICE.test(application_name ?? ''))) {
    for (const statement of statementOf(line)) {
      const session = line.session_id!;
      const begun = open.get(session);
      if (!begun && !statement.text.startsWith('BEGIN')) ended.push([statement]);
      else if (begun && /^(COMMIT|ROLLBACK)/.test(statement.text)) {
        ended.push([...begun, statement]);
        open.delete(session);
      } else open.set(session, [...(begun ?? []), statement]);
    }
  }
  return ended;
}

async function logged(server: BenchServer, database: string, work: () => Promise<void>): Promise<LogLine[]> {
  const from = readFileSync(server.logFile, 'utf8').length;
  await setLogging(server, '0');
  await work();
  await setLogging(server, '-1');
  const lines = readFileSync(server.logFile, 'utf8').slice(from).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as LogLine).filter(({ dbname }) => dbname === database);
}

function statementOf({ message, detail }: LogLine): RecordedStatement[] {
  const executed = EXECUTED.exec(message);
  return executed ? [{ name: executed[1] ?? null, text: executed[2]!, values: parameters(detail ?? '') }] : [];
}

async function setLogging(server: BenchServer, milliseconds: string): Promise<void> {
  await server.query('postgres', `ALTER SYSTEM SET log_min_duration_statement = '${milliseconds}'`);
  await server.query('postgres', 'SELECT pg_reload_conf()');
  await new Promise((resolve) => setTimeout(resolve, 300));
}

function parameters(detail: string): (string | null)[] {
  return [...detail.matchAll(PARAMETER)].map(([, raw, quoted]) =>
    raw === 'NULL' ? null : quoted!.replaceAll("''", "'"),
  );
}

/**
 * The same statements for another subject. `replacements` maps what identified the recorded one; of the other ids, those in
 * `kept` stay (the organization, the caller) and the rest become new ones, the same new one wherever it recurs.
 */
export function retold(
  statements: readonly RecordedStatement[],
  replacements: ReadonlyMap<string, string>,
  kept: ReadonlySet<string>,
): RecordedStatement[] {
  const fresh = new Map<string, string>();
  const other = (id: string): string => {
    const replacement = replacements.get(id) ?? (kept.has(id) ? id : fresh.get(id));
    if (replacement !== undefined) return replacement;
    const created = randomUUID();
    fresh.set(id, created);
    return created;
  };
  const others = [...replacements].filter(([from]) => !/^[0-9a-f-]{36}$/.test(from));
  const change = (text: string): string => {
    let changed = text.replace(UUID, other);
    for (const [from, to] of others) changed = changed.replaceAll(from, to);
    return changed;
  };
  const lockShift = BigInt(Math.floor(Math.random() * 2 ** 40));
  const shifted = (key: string): string => String(BigInt.asIntN(64, BigInt(key) + lockShift));
  const changeLocks = (text: string): string =>
    text.replace(/pg_advisory_xact_lock\((-?\d+)\)/g, (_, key: string) => `pg_advisory_xact_lock(${shifted(key)})`);
  return statements.map(({ name, text, values }) => ({
    name,
    text: name === null ? changeLocks(change(text)) : text,
    values: values.map((value) => {
      if (value === null) return null;
      return LOCKS_BY_KEY.test(text) ? value.replace(/-?\d+/g, shifted) : change(value);
    }),
  }));
}
