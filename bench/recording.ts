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
}

const EXECUTED = /^duration: [\d.]+ ms {2}(?:execute ([^:]+)|statement): ([\s\S]*)$/;
const PARAMETER = /\$\d+ = (NULL|'((?:[^']|'')*)')/g;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Has the server log what the request pool sends while `work` runs: the very SQL of the service, to be replayed bare. */
export async function record(
  server: BenchServer,
  database: string,
  work: () => Promise<void>,
): Promise<RecordedStatement[]> {
  const from = readFileSync(server.logFile, 'utf8').length;
  await setLogging(server, '0');
  await work();
  await setLogging(server, '-1');
  const lines = readFileSync(server.logFile, 'utf8').slice(from).split('\n').filter(Boolean);
  return lines
    .map((line) => JSON.parse(line) as LogLine)
    .filter(({ dbname, application_name }) => dbname === database && application_name === 'cabstand requests')
    .flatMap(({ message, detail }) => {
      const executed = EXECUTED.exec(message);
      return executed ? [{ name: executed[1] ?? null, text: executed[2]!, values: parameters(detail ?? '') }] : [];
    });
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
  const changeLocks = (text: string): string =>
    text.replace(
      /pg_advisory_xact_lock\((-?\d+)\)/g,
      (_, key: string) => `pg_advisory_xact_lock(${BigInt.asIntN(64, BigInt(key) + lockShift)})`,
    );
  return statements.map(({ name, text, values }) => ({
    name,
    text: name === null ? changeLocks(change(text)) : text,
    values: values.map((value) => (value === null ? null : change(value))),
  }));
}
