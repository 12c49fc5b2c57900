import { callerOf, KINDS, type Write, type WriteKind } from '../ledger';
import type { TakenFile } from '../load/importer';
import type { Query } from './query';

/** What became of the writes, beside the sentences. */
export interface WritesFound {
  readonly violations: readonly string[];
  /** Acknowledged, and not there. */
  readonly lost: number;
  /** Applied more than once under one key. */
  readonly duplicates: number;
}

interface Fact {
  readonly correlation_id: string;
  readonly type: string;
  readonly times: number;
}

interface StoredKey {
  readonly caller: string;
  readonly key: string;
  readonly status: number;
}

/**
 * Holds every write against what the service did: one that was acknowledged took effect once, one that was refused never, and
 * one that nobody answered once or never, and then its key says which. The tries of a write share a correlation id, so each
 * fact of it is known by that.
 */
export async function acknowledgedOnce(query: Query, writes: readonly Write[]): Promise<WritesFound> {
  const keys = writes.map(({ key }) => key);
  const facts = await query<Fact>(
    `SELECT correlation_id, type, count(*)::int AS times FROM audit.entries WHERE correlation_id = ANY($1) GROUP BY 1, 2`,
    [keys],
  );
  const stored = await query<StoredKey>(
    `SELECT caller, key, status FROM platform.idempotency_keys WHERE key = ANY($1)`,
    [keys],
  );
  const timesOf = new Map(facts.map(({ correlation_id, type, times }) => [`${correlation_id} ${type}`, times]));
  const statusOf = new Map(stored.map(({ caller, key, status }) => [`${caller} ${key}`, status]));
  const missing = await missingThings(query, writes);
  const violations: string[] = [];
  let [lost, duplicates] = [0, 0];
  for (const write of writes) {
    const { fact }: WriteKind = KINDS[write.kind];
    const times = timesOf.get(`${write.key} ${fact}`) ?? 0;
    const status = statusOf.get(`${callerOf(write)} ${write.key}`) ?? null;
    const named = `${write.kind} (${write.key}, ${write.outcome} after ${write.tries} tries)`;
    const say = (sentence: string): void => void violations.push(`${named}: ${sentence}`);
    if (times > 1) {
      duplicates++;
      say(`took effect ${times} times.`);
    }
    if ((write.outcome === 'acknowledged' && times === 0) || missing.has(write)) {
      lost++;
      say(times === 0 ? `${fact} is nowhere.` : 'what it made is nowhere.');
    }
    if (write.outcome === 'acknowledged' && status !== write.status)
      say(`was answered ${write.status}, and its key remembers ${status ?? 'nothing'}.`);
    if (write.outcome === 'refused' && (times > 0 || status !== null))
      say(`was refused with ${write.status}, and took effect ${times} times.`);
    if (write.outcome === 'unanswered' && times > 0 !== (status !== null))
      say(`took effect ${times} times, and its key remembers ${status ?? 'nothing'}.`);
  }
  return { violations, lost, duplicates };
}

/** Of what acknowledged writes made, by the id that their answers name. */
async function missingThings(query: Query, writes: readonly Write[]): Promise<Set<Write>> {
  const byTable = new Map<string, { write: Write; id: string }[]>();
  for (const write of writes) {
    const { table }: WriteKind = KINDS[write.kind];
    const { id } = (write.answer ?? {}) as { id?: string };
    if (write.outcome !== 'acknowledged' || !table || !id) continue;
    byTable.set(table, [...(byTable.get(table) ?? []), { write, id }]);
  }
  const missing = new Set<Write>();
  for (const [table, made] of byTable) {
    const rows = await query<{ id: string }>(`SELECT id FROM ${table} WHERE id = ANY($1)`, [made.map(({ id }) => id)]);
    const there = new Set(rows.map(({ id }) => id));
    for (const { write, id } of made) if (!there.has(id)) missing.add(write);
  }
  return missing;
}

/** Of every file that was taken each row is there once, with its account and its fact. */
export async function filesWhole(query: Query, files: readonly TakenFile[]): Promise<string[]> {
  const phones = files.flatMap((file) => file.phones);
  const rows = await query<{ phone: string; drivers: number; facts: number; accounts: number }>(
    `SELECT wanted.phone, count(DISTINCT d.id)::int AS drivers, count(DISTINCT e.id)::int AS facts, count(DISTINCT m.id)::int AS accounts
     FROM unnest($1::text[]) AS wanted (phone)
     LEFT JOIN fleet.drivers d ON d.phone = wanted.phone
     LEFT JOIN audit.entries e ON e.entity_id = d.id AND e.type = 'fleet.driver_registered'
     LEFT JOIN identity.memberships m ON m.subject_id = d.id
     GROUP BY wanted.phone HAVING (count(DISTINCT d.id), count(DISTINCT e.id), count(DISTINCT m.id)) <> (1, 1, 1)`,
    [phones],
  );
  return rows.map(
    ({ phone, drivers, facts, accounts }) =>
      `Of the imported ${phone} there are ${drivers} drivers, ${facts} facts and ${accounts} accounts.`,
  );
}
