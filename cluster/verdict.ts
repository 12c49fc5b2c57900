import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Pool, QueryResultRow } from 'pg';
import type { Load } from '../load/load';
import type { LoadWorld } from '../load/world';
import { leftOver } from '../replay/verify';
import { verifyChain } from '../src/contexts/audit/application/verify-chain';
import { AnchorFile } from '../src/contexts/audit/persistence/anchor-file';
import type { Read } from '../src/contexts/audit/persistence/chain-links';
import { appliedOnce, type Claim, killedAtWork, nothingLost, type Repeat, timersFireOnce } from './claims';
import { readChanges, readEvidence } from './evidence';
import { type Phase, throughputRecovers } from './phases';
import type { Played } from './played';
import { streamsResume, type WatchedStream } from './stream-claims';

/** Until nothing that is due waits: longer than a lease. */
const PATIENCE_MS = 30_000;
/** Longer than a process's poll of the log. */
const TOLD_WITHIN_MS = 6_000;
const MOST_REPEATS = 200;

interface Afterwards extends Played {
  readonly load: Load;
  readonly world: LoadWorld;
  readonly pool: Pool;
  /** The processes' own, which they share. */
  readonly directory: string;
  readonly killed: string;
  readonly phases: readonly Phase[];
  readonly failures: readonly string[];
}

/** Looks at what the cluster left behind, once it has come to rest. */
export async function claimsOf(after: Afterwards): Promise<Claim[]> {
  const { load, world, pool, directory, phases, failures, killed, servedSince, brokenOff, ended } = after;
  const left = await untilNone(async () => leftOver(pool, new Date()));
  const streams = await watched(load, world, pool);
  const repeats = await repeated(load);
  const evidence = await readEvidence(pool);
  const audit = await untilNone(() => auditFaults(pool, directory));
  const lost = nothingLost(load.journal, evidence);
  const broken = [
    ...left,
    ...audit,
    ...ended.map((name) => `${name} ended by itself.`),
    ...killedAtWork(killed, brokenOff),
  ];
  return [
    { ...lost, violations: [...lost.violations, ...broken] },
    appliedOnce(load.journal, evidence, repeats),
    streamsResume(streams),
    timersFireOnce(evidence, new Date(), after.killedAt, after.backAt),
    throughputRecovers(phases, failures, { name: killed, servedSince }),
  ];
}

async function untilNone(look: () => Promise<string[]>): Promise<string[]> {
  for (const end = performance.now() + PATIENCE_MS; ; await sleep(250)) {
    const found = await look();
    if (found.length === 0 || performance.now() > end) return found;
  }
}

/** The log is read first, and the streams given the time to tell what is in it. */
async function watched(load: Load, world: LoadWorld, pool: Pool): Promise<WatchedStream[]> {
  const changes = await readChanges(pool, world.organizationId);
  await sleep(TOLD_WITHIN_MS);
  return [
    ...load.boards.map(({ connections }, index) => ({
      ...{ name: `Board ${index + 1}`, connections },
      expected: changes.filter(({ onBoard }) => onBoard).map(({ position }) => position),
    })),
    ...[...load.phones].map(([driverId, { connections }]) => ({
      ...{ name: `The phone of driver ${driverId}`, connections },
      expected: changes.filter((change) => change.driverId === driverId).map(({ position }) => position),
    })),
  ];
}

/** Evenly over all that were acknowledged: the same request with the same key, at whichever process it comes to now. */
async function repeated({ journal, client }: Load): Promise<Repeat[]> {
  const { acknowledged } = journal;
  const every = Math.max(1, Math.ceil(acknowledged.length / MOST_REPEATS));
  const repeats: Repeat[] = [];
  for (const { step, key, path, token, body, text } of acknowledged.filter((_, index) => index % every === 0)) {
    const again = await client.call('POST', path, token, { body, key }).catch(() => null);
    repeats.push({ step, key, isReplay: again?.isReplay === true, isSame: isSame(again?.text, text) });
  }
  return repeats;
}

/** The order of a JSON object's members says nothing. */
function isSame(one: string | undefined, other: string): boolean {
  return one === other || (!!one && !!other && isDeepStrictEqual(JSON.parse(one), JSON.parse(other)));
}

async function auditFaults(pool: Pool, directory: string): Promise<string[]> {
  const read: Read = async <R extends QueryResultRow>(
    { name, text }: { name: string; text: string },
    values: unknown[],
  ) => (await pool.query<R>({ name, text, values })).rows;
  const { violation, unsealed } = await verifyChain(read, new AnchorFile(join(directory, 'audit-anchors.jsonl')));
  return [
    ...(violation ? [violation.why] : []),
    ...(unsealed.count > 0 ? [`${unsealed.count} audit entries were left unsealed.`] : []),
  ];
}
