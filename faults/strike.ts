import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { Random } from '../demo/random';
import type { Caller } from './caller';
import type { Write } from './ledger';
import type { Load } from './load/load';
import { isOutOfOrder } from './out-of-order';
import type { FaultKind, PlannedFault } from './plan';
import { POOL_SIZE, type Stage } from './stage';

/** Where a phone's clock may stand, in milliseconds ahead. Each so far from the others that the service tells them apart (10 s). */
export const SKEWS = [-7_200_000, 7_200_000, -600_000, -45_000, 40_000, 0];
/** Late answers, the first asked the latest. */
const LATE_MS = [2_400, 1_600, 800, 200];
const AFTER_THE_EFFECT = ['drop_after_effect', 'error_after_effect', 'xml_reply'] as const;
/** How long a fault waits, its own time over, for somebody to come across it. */
const PATIENCE_MS = 20_000;
/** As long as requests wait for a connection, they hold up everything else. */
const POOL_PATIENCE_MS = 10_000;
const LOOK_MS = 100;
/** What breaks the service or its database strikes while a write is under way, at any point of it. */
const AMID_MS = { most: 25, patience: 5_000 };

export interface Struck {
  readonly stage: Stage;
  readonly load: Pick<Load, 'phones' | 'askSources'>;
  readonly caller: Pick<Caller, 'underWay'>;
  /** Called just before the service is killed, and again when it is gone: what it had acknowledged by then is known. */
  readonly beforeKill: () => void;
  readonly afterKill: () => Promise<void>;
}

/** True where somebody came across it: a fault that met nothing is none. */
type Strike = (struck: Struck, fault: PlannedFault) => Promise<boolean>;

/** Breaks one thing, leaves it broken for a while, and mends it. @returns whether anybody came across it */
export async function strike(struck: Struck, fault: PlannedFault): Promise<boolean> {
  await sleep(fault.afterMs);
  return STRIKES[fault.kind](struck, fault);
}

const STRIKES: Readonly<Record<FaultKind, Strike>> = {
  'service killed': (struck, fault) =>
    amid(struck, fault, async () => {
      const { stage, beforeKill, afterKill } = struck;
      beforeKill();
      await stage.service.kill();
      await afterKill();
      await sleep(fault.forMs / 4);
      await stage.service.start();
      stage.disturb();
    }),
  'database killed': (struck, fault) => amid(struck, fault, () => endDatabase(struck, 'SIGKILL')),
  // As an administrator does it: everybody is disconnected, and what was under way is undone.
  'database restarted': (struck, fault) => amid(struck, fault, () => endDatabase(struck, 'SIGINT')),
  'wire cut': (struck, fault) => onTheWire(struck, fault, ({ wire }) => wire.cut()),
  'wire dropped': async (struck, fault) => {
    const random = new Random(fault.seed);
    let met = false;
    for (let time = 0; time < 3; time++) {
      const once = { ...fault, forMs: random.whole(50, 300), seed: fault.seed + time };
      if (await onTheWire(struck, once, ({ wire }) => wire.drop())) met = true;
    }
    return met;
  },
  'wire stalled': (struck, fault) => onTheWire(struck, fault, ({ wire }) => wire.stall()),
  'pool filled': async ({ stage }, { forMs }) => {
    stage.disturb();
    const wasFilled = await holdTables(stage, forMs);
    stage.disturb();
    return wasFilled;
  },
  'messages time out after the effect': ({ stage }, fault) => messages(stage, fault, ['timeout_after_effect']),
  'messages fail after the effect': ({ stage }, fault) => messages(stage, fault, AFTER_THE_EFFECT),
  'messages answered twice': ({ stage }, fault) => messages(stage, fault, ['answered_twice']),
  'sources time out after the effect': (struck, fault) => sources(struck, fault, 'silent'),
  'sources answer out of order': async ({ stage: { sources: source }, load }, { forMs }) => {
    const last = source.journal().at(-1)?.number ?? 0;
    const late = () => source.journal().filter(({ number, outcome }) => number > last && outcome === 'delay');
    source.chooseNext(...LATE_MS.map((delayMs) => ({ kind: 'delay' as const, delayMs })));
    await load.askSources(LATE_MS.length);
    await lasting(forMs, PATIENCE_MS, () => late().length >= LATE_MS.length);
    // Until the last of the answers is told.
    await sleep(Math.max(...LATE_MS));
    return isOutOfOrder(
      late().map(({ at }, place) => ({
        askedAt: Date.parse(at),
        answeredAt: Date.parse(at) + (LATE_MS[place] ?? 0),
      })),
    );
  },
  'sources answered twice': (struck, fault) => sources(struck, fault, 'answered_twice'),
  'roads gone': ({ stage: { roads } }, fault) =>
    outside(
      fault,
      { journal: () => roads.journal(), kinds: ['drop'] },
      () => roads.always({ kind: 'drop' }),
      () => roads.always({ kind: 'ok' }),
    ),
  'phones skewed': async ({ load: { phones } }, { seed }) => {
    const random = new Random(seed);
    for (const phone of phones) phone.skewMs = random.pick(SKEWS);
    const since = Date.now();
    return lasting(0, PATIENCE_MS, () =>
      phones.some(({ skewMs, acknowledged }) => skewMs !== 0 && (acknowledged.at(-1)?.at ?? 0) >= since),
    );
  },
};

/** Until its time is over and it has happened, or patience ends. @returns whether it has happened */
async function lasting(forMs: number, patienceMs: number, hasHappened: () => boolean): Promise<boolean> {
  const since = Date.now();
  const passed = (): number => Date.now() - since;
  while (passed() < forMs || (!hasHappened() && passed() < forMs + patienceMs)) await sleep(LOOK_MS);
  return hasHappened();
}

/**
 * Breaks it while a write is under way, if one is within some seconds.
 * @returns whether one that was under way got no answer to that try by then
 */
async function amid({ caller }: Struck, { seed }: PlannedFault, break_: () => Promise<void>): Promise<boolean> {
  const random = new Random(seed);
  const end = Date.now() + AMID_MS.patience;
  do {
    await sleep(random.whole(1, AMID_MS.most));
  } while (caller.underWay.length === 0 && Date.now() < end);
  const tries = new Map(caller.underWay.map((write): [Write, number] => [write, write.tries]));
  await break_();
  return [...tries].some(([write, before]) => write.outcome === 'unanswered' || write.tries > before);
}

async function endDatabase({ stage }: Struck, signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
  stage.disturb();
  process.kill(stage.postgres.pid, signal);
  await sleep(signal === 'SIGINT' ? 500 : 0);
  await stage.databaseBack();
  stage.disturb();
}

function onTheWire(struck: Struck, fault: PlannedFault, act: (stage: Stage) => void): Promise<boolean> {
  const { stage } = struck;
  return amid(struck, fault, async () => {
    stage.disturb();
    act(stage);
    await sleep(fault.forMs);
  }).finally(() => {
    stage.wire.mend();
    stage.disturb();
  });
}

/** What a simulator tells of the calls that came to it. */
interface Calls {
  readonly journal: () => readonly { readonly number: number; readonly outcome?: string }[];
  readonly kinds: readonly string[];
}

/** @returns whether a call came while it was broken, and so met one of the outcomes */
async function outside(
  { forMs }: PlannedFault,
  { journal, kinds }: Calls,
  break_: () => void,
  mend: () => void,
): Promise<boolean> {
  const last = journal().at(-1)?.number ?? 0;
  break_();
  const met = await lasting(forMs, PATIENCE_MS, () =>
    journal().some(({ number, outcome }) => number > last && outcome !== undefined && kinds.includes(outcome)),
  );
  mend();
  return met;
}

/** Rides are assigned all the time, and each passenger is told. By turns, where there are several outcomes. */
async function messages(
  { sms }: Stage,
  fault: PlannedFault,
  kinds: readonly ('timeout_after_effect' | 'answered_twice' | (typeof AFTER_THE_EFFECT)[number])[],
): Promise<boolean> {
  const random = new Random(fault.seed);
  let turning: NodeJS.Timeout | undefined;
  const turn = (): void => sms.always({ kind: random.pick(kinds) });
  return outside(
    fault,
    { journal: () => sms.journal(), kinds },
    () => {
      turn();
      turning = setInterval(turn, LOOK_MS);
    },
    () => {
      clearInterval(turning);
      sms.always({ kind: 'success' });
    },
  );
}

/** The load asks a source every few seconds only: one more question is put while it is broken. */
async function sources(
  { stage: { sources: source }, load }: Struck,
  fault: PlannedFault,
  kind: 'silent' | 'answered_twice',
): Promise<boolean> {
  let asked: Promise<void> | undefined;
  const met = await outside(
    fault,
    { journal: () => source.journal(), kinds: [kind] },
    () => {
      source.always({ kind });
      asked = load.askSources(1);
    },
    () => source.always({ kind: 'agrees' }),
  );
  await asked;
  return met;
}

/** Every write with a key waits for the table, and each holds a connection of the pool until it is let go. */
async function holdTables(stage: Stage, forMs: number): Promise<boolean> {
  const holder = new Client({ connectionString: stage.postgres.url('cabstand') });
  holder.on('error', () => undefined);
  await holder.connect();
  try {
    await holder.query('BEGIN; LOCK TABLE platform.idempotency_keys, platform.principals IN ACCESS EXCLUSIVE MODE');
    let [most, isLooking] = [0, true];
    const looking = (async () => {
      for (; isLooking; await sleep(LOOK_MS)) most = Math.max(most, await waitingForTables(stage));
    })();
    const wasFilled = await lasting(forMs, POOL_PATIENCE_MS, () => most >= POOL_SIZE);
    isLooking = false;
    await looking;
    await holder.query('COMMIT');
    return wasFilled;
  } finally {
    await holder.end();
  }
}

async function waitingForTables(stage: Stage): Promise<number> {
  const [row] = await stage.query<{ waiting: number }>(
    `SELECT count(DISTINCT pid)::int AS waiting FROM pg_locks
     WHERE NOT granted AND relation IN ('platform.idempotency_keys'::regclass, 'platform.principals'::regclass)`,
  );
  return row!.waiting;
}
