import type { Pool } from 'pg';
import type { Caller } from './caller';
import { type Evidence, PROMISES } from './checks/promises';
import type { Receipts } from './checks/receipts';
import type { Load } from './load/load';
import type { Plant } from './plants';
import type { Stage } from './stage';
import { logIn, type World } from './world';

export interface Scene {
  readonly stage: Pick<Stage, 'query' | 'sms' | 'sources'>;
  readonly caller: Caller;
  readonly world: World;
  readonly load: Load;
}

/** All that is known. @param round null: of all rounds. @param since of the positions, in milliseconds since the epoch */
export async function gatherEvidence(
  { stage, caller, world, load }: Scene,
  round: number | null,
  since: number,
): Promise<Evidence> {
  const writes = caller.ledger.writes.filter((write) => round === null || write.round === round);
  return {
    query: (text, values) => stage.query(text, values),
    writes,
    // Those of earlier rounds were, after each.
    repeated: writes.filter(({ outcome, round: of }) => outcome === 'acknowledged' && of === (round ?? caller.round)),
    files: load.files,
    receipts: () => receiptsOf(stage),
    positions: load.positionsSince(since),
    ...{ caller, operator: world.operator, auditor: await logIn(stage, world.organizationId) },
  };
}

export function receiptsOf({ sms, sources }: Scene['stage']): Receipts {
  return {
    messages: sms.messages().map(({ reference, to, body }) => ({ reference, to, body })),
    questions: sources.journal().map(({ requestId, path, body }) => ({ requestId, path, body })),
  };
}

/** Breaks a promise in a transaction that is undone. @returns what the look at that promise says */
export async function lookAfterPlanting(
  pool: Pool,
  { promise, sql, evidence: change }: Plant,
  evidence: Evidence,
): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    if (sql) await client.query(typeof sql === 'string' ? sql : sql(evidence));
    const query: Evidence['query'] = async <R extends object>(text: string, values?: unknown[]) =>
      (await client.query<R>(text, values)).rows;
    const planted = { ...evidence, query };
    const found = await PROMISES[promise]!(change ? change(planted) : planted);
    return found.map((sentence) => `${promise}: ${sentence}`);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}
