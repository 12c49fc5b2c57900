import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Pool } from 'pg';
import type { RoleLogins } from '../src/platform/database/roles';
import { monotonicMs } from './clock';
import { type Double, DOUBLES_IN_TABLE, doublesAmong } from './doubles';
import { type FromContender, type Order, type Prizes, type Tally, type ToContender, type Win, WAYS } from './messages';
import type { ContendOptions } from './options';
import type { ContendReport } from './report';

const LOOK_EVERY_MS = 400;
/** A throwaway server does not clean up by itself, and what a bare statement inserts in vain stays in the constraints' indexes till then. */
const CLEAN_EVERY_MS = 5_000;

/** All that the processes told, together. */
class Told {
  readonly made = { 'use case': 0, statement: 0 };
  readonly lost: Record<string, number> = {};
  readonly wins: Win[] = [];

  add({ made, lost, wins }: Tally): void {
    this.made['use case'] += made['use case'];
    this.made.statement += made.statement;
    for (const [code, count] of Object.entries(lost)) this.lost[code] = (this.lost[code] ?? 0) + count;
    this.wins.push(...wins);
  }

  get count(): number {
    return this.made['use case'] + this.made.statement;
  }
}

/** Has processes contend for the prizes until all attempts are made or time is up, and counts what came of it. */
export async function contend(
  options: ContendOptions,
  logins: RoleLogins,
  environment: Readonly<Record<string, string>>,
  prizes: Prizes,
  pool: Pool,
  say: (text: string) => void,
): Promise<ContendReport> {
  const { attempts, processes, connections, seed, minutes } = options;
  const order = (n: number): Order => {
    const share = Math.floor(attempts / processes) + (n < attempts % processes ? 1 : 0);
    return { logins, environment, prizes, connections, attempts: share, seed: seed * processes + n };
  };
  const told = new Told();
  const contenders = Array.from({ length: processes }, () =>
    fork(require.resolve('./contender'), [], { execArgv: process.execArgv }),
  );
  const looking = new TableWatch(pool);
  let begun: number;
  let ended: number;
  try {
    await Promise.all(contenders.map((child, n) => ready(child, order(n))));
    begun = monotonicMs();
    say(`${processes} processes with ${connections} connections each contend`);
    const timer = setTimeout(() => contenders.forEach((child) => tell(child, 'stop')), minutes * 60_000);
    const progress = setInterval(() => say(`${told.count.toLocaleString('en')} attempts`), 15_000);
    try {
      await Promise.all(contenders.map((child) => finished(child, told)));
    } finally {
      clearTimeout(timer);
      clearInterval(progress);
    }
    ended = monotonicMs();
  } finally {
    for (const child of contenders) if (child.connected) child.disconnect();
    await looking.stop();
  }
  return {
    ...{ attemptsAsked: attempts, attempts: told.made, lost: told.lost },
    ...{ won: byWay(told.wins), wonLately: byWay(lastTenth(told.wins, begun, ended)) },
    doubles: distinct([...looking.doubles, ...doublesAmong(told.wins)]),
    disagreeing: await disagreeing(pool, told.wins),
    ...{ looks: looking.looks, connections: processes * connections, processes },
    seconds: Math.round((ended - begun) / 100) / 10,
  };
}

/** Looks at the whole table again and again, at what is committed at one moment, and keeps it from filling up with what is dead. */
class TableWatch {
  readonly doubles: Double[] = [];
  looks = 0;
  private isOver = false;
  private readonly watching: Promise<void>;

  constructor(private readonly pool: Pool) {
    this.watching = this.watch();
    // It fails where it is awaited.
    this.watching.catch(() => undefined);
  }

  /** After a last look. @throws Error what a look failed with */
  async stop(): Promise<void> {
    this.isOver = true;
    await this.watching;
  }

  private async watch(): Promise<void> {
    let cleanedAt = performance.now();
    for (let isLast = false; !isLast;) {
      isLast = this.isOver;
      this.doubles.push(...(await this.pool.query<Double>(DOUBLES_IN_TABLE)).rows);
      this.looks++;
      if (performance.now() - cleanedAt > CLEAN_EVERY_MS) {
        await this.pool.query('VACUUM (ANALYZE, TRUNCATE false, PARALLEL 0) assignment.engagements');
        cleanedAt = performance.now();
      }
      if (!this.isOver) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

function byWay(wins: readonly Win[]): ContendReport['won'] {
  const [useCases, statements] = WAYS.map((way) => wins.filter((win) => win.way === way).length);
  return { 'use case': useCases!, statement: statements! };
}

/** Of those won by all, when the run had but a tenth of its time left. Times as of a win. */
export function lastTenth(wins: readonly Win[], begun: number, ended: number): Win[] {
  return wins.filter(({ heldFrom }) => heldFrom >= ended - (ended - begun) / 10);
}

/** The same pair may be met more than once. */
function distinct(doubles: readonly Double[]): Double[] {
  const byPair = new Map(
    doubles.map((double) => [`${double.what} ${[...double.engagementIds].sort().join()}`, double]),
  );
  return [...byPair.values()];
}

async function disagreeing(pool: Pool, wins: readonly Win[]): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `WITH told AS (SELECT * FROM unnest($1::uuid[], $2::boolean[]) AS told (id, kept))
     SELECT count(*)::int AS n FROM told FULL JOIN assignment.engagements e USING (id)
     WHERE e.status IS NULL OR told.id IS NULL OR told.kept <> (e.status = 'PLANNED')`,
    [wins.map(({ engagementId }) => engagementId), wins.map(({ heldUntil }) => heldUntil === null)],
  );
  return rows[0]!.n;
}

function tell(child: ChildProcess, message: ToContender): void {
  if (child.connected) child.send(message);
}

async function ready(child: ChildProcess, order: Order): Promise<void> {
  tell(child, { order });
  const gone = once(child, 'exit').then(() => Promise.reject(new Error('A contender ended before it was ready.')));
  await Promise.race([once(child, 'message'), gone]);
}

/** They begin together, since each is told when all are ready. */
function finished(child: ChildProcess, told: Told): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: FromContender) => {
      if (message === 'ready') return;
      told.add(message);
      if (message.done) resolve();
    });
    child.once('exit', (code) => reject(new Error(`A contender ended (${code}) before its attempts did.`)));
    tell(child, 'begin');
  });
}
