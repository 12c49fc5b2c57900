import { setTimeout as sleep } from 'node:timers/promises';
import type { Query } from './checks/query';

const LOOK_MS = 250;

/** What is not over yet: `waiting` is worked at now, `leased` is held for a process that may be dead. */
export interface Unsettled {
  readonly ready: number;
  readonly leased: number;
  readonly imports: number;
  readonly unsealed: number;
}

/**
 * Until nothing that is due waits for anybody.
 * @param leases whether it waits for what is held by leases, too, which those of killed processes are for a minute
 * @returns what is left where patience ended before
 */
export async function settled(
  query: Query,
  { leases, patienceMs }: { leases: boolean; patienceMs: number },
): Promise<Unsettled | null> {
  for (const end = Date.now() + patienceMs; ; await sleep(LOOK_MS)) {
    const left = await look(query);
    if (left.ready + left.imports + left.unsealed + (leases ? left.leased : 0) === 0) return null;
    if (Date.now() > end) return left;
  }
}

async function look(query: Query): Promise<Unsettled> {
  const [row] = await query<Unsettled>(
    `SELECT
       (SELECT count(*)::int FROM platform.outbox WHERE due_at <= now() AND (leased_until IS NULL OR leased_until <= now()) AND (retry_at IS NULL OR retry_at <= now())) AS ready,
       (SELECT count(*)::int FROM platform.outbox WHERE due_at <= now() AND (leased_until > now() OR retry_at > now())) AS leased,
       (SELECT count(*)::int FROM platform.imports WHERE state IN ('WAITING', 'RUNNING')) AS imports,
       (SELECT count(*)::int FROM audit.entries e WHERE NOT EXISTS (SELECT FROM audit.chain c WHERE c.entry_id = e.id)) AS unsealed`,
  );
  return row!;
}

export function described({ ready, leased, imports, unsealed }: Unsettled): string {
  return `${ready} rows of the outbox are due and not taken up, ${leased} leased or to be tried again, ${imports} imports not over, ${unsealed} audit entries not sealed`;
}
