import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { OutboxOptions } from '../../src/platform/outbox/outbox-options';
import { eventually, TestApplication } from '../support/application';
import { type Driver, DriversOnline } from '../contexts/assignment/drivers-online';
import { CONTEXTS, OperatorAtWork } from '../contexts/assignment/operator-at-work';

const SEARCHES = 200;

describe('searches whose process is killed', () => {
  let application: TestApplication;
  let city: DriversOnline;
  let drivers: Driver[];
  const running = new Set<ChildProcess>();

  beforeAll(async () => {
    // Answers requests and never delivers: the rounds are run by the processes that die.
    application = await TestApplication.start({ outbox: new OutboxOptions(false), contexts: CONTEXTS });
    const ids = { organizationId: uuidv7(), fleetId: uuidv7(), hubId: uuidv7() };
    city = DriversOnline.of(await OperatorAtWork.beside({ application, now: new Date(), ...ids }));
    drivers = await Promise.all(Array.from({ length: 12 }, (_, index) => city.driver(300 + index * 300)));
  });
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await application.stop();
  });

  async function searchesFor(searchSeconds: number, roundPauseSeconds: number): Promise<void> {
    const { version, ...policy } = (await city.operator.ops.get('/v1/dispatch/policy')).body;
    expect(version).toBeGreaterThan(0);
    const quick = { offerSeconds: 5, searchSeconds, roundPauseSeconds, reason: 'No test waits five minutes.' };
    const changed = await city.operator.ops.call('PUT', '/v1/dispatch/policy', { ...policy, ...quick });
    expect(changed.status).toBe(200);
  }

  async function start(): Promise<ChildProcess> {
    const register = join(__dirname, '../support/register-typescript.js');
    const child = spawn(process.execPath, ['-r', register, join(__dirname, 'searches.fixture.ts')], {
      env: {
        ...process.env,
        NODE_ENV: 'test',
        LOG_LEVEL: 'silent',
        PORT: '0',
        SMS_SIMULATOR_PORT: '0',
        ROUTING_PROVIDER: 'estimate',
        FIXTURE_LOGINS: JSON.stringify(application.database),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    while (!text.includes('ready')) {
      if (child.exitCode !== null) throw new Error(`The fixture ended: ${text}`);
      await sleep(20);
    }
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  const count = async (query: string): Promise<number> => (await application.sql<{ n: number }>(query))[0]!.n;
  const rounds = () => count('SELECT coalesce(sum(rounds), 0)::int AS n FROM assignment.searches');

  it(`all resume, ${SEARCHES} of them, none twice, and leave no ride behind`, async () => {
    await searchesFor(75, 15);
    const rides: string[] = [];
    for (let made = 0; made < SEARCHES; made += 20) {
      // The first half each by itself, the others together in windows.
      if (made === SEARCHES / 2) await city.matchesInWindows(2);
      rides.push(...(await Promise.all(Array.from({ length: 20 }, () => city.request()))));
    }
    await seenNow();
    // Killed amid the first rounds, and again as soon as some more have been run.
    for (let life = 0; life < 2; life++) {
      const before = await rounds();
      const child = await start();
      await eventually(async () => expect(await rounds()).toBeGreaterThan(before + 10), 30_000);
      await kill(child);
    }
    expect(await count(OPEN)).toBe(SEARCHES);

    const child = await start();
    await seenNow();
    await someoneAccepts();
    await eventually(async () => expect(await count(OPEN)).toBe(0), 240_000);
    await eventually(async () => expect(await leftOver()).toEqual([]), 30_000);
    await kill(child);

    expect(await application.sql('SELECT listener, error FROM platform.dead_letters')).toEqual([]);
    const statuses = await application.sql<{ status: string; n: number }>(
      'SELECT status, count(*)::int AS n FROM ride.rides WHERE id = ANY($1) GROUP BY 1 ORDER BY 1',
      [rides],
    );
    expect(statuses).toEqual([
      { status: 'DRIVER_ASSIGNED', n: 1 },
      { status: 'NO_DRIVERS_FOUND', n: SEARCHES - 1 },
    ]);
    // Each round was run once, and each search ended once: as often as was written down in the same transactions.
    expect(await application.sql(ROUND_TWICE)).toEqual([]);
    expect(await application.sql(ENDED_OTHERWISE_THAN_ONCE)).toEqual([]);
    expect(await count(`SELECT count(*)::int AS n FROM assignment.offers WHERE status = 'OPEN'`)).toBe(0);
  }, 500_000);

  it('amid a window all resume, with two processes at their windows, none twice, and every window is over', async () => {
    await searchesFor(60, 5);
    await city.matchesInWindows(2);
    const underWay = () => count(WINDOWS_UNDER_WAY);
    // Again where it was over just before the kill.
    for (let life = 0; life < 4 && (await underWay()) === 0; life++) {
      await Promise.all(Array.from({ length: 20 }, () => city.request()));
      await seenNow();
      const child = await start();
      await eventually(async () => expect(await underWay()).toBeGreaterThan(0), 30_000);
      await kill(child);
    }
    expect(await underWay()).toBeGreaterThan(0);
    const before = await rounds();

    const two = await Promise.all([start(), start()]);
    await seenNow();
    await someoneAccepts();
    await eventually(async () => expect(await count(OPEN)).toBe(0), 120_000);
    await eventually(async () => expect(await leftOver()).toEqual([]), 30_000);
    await Promise.all(two.map(kill));

    expect(await rounds()).toBeGreaterThan(before);
    expect(await application.sql('SELECT listener, error FROM platform.dead_letters')).toEqual([]);
    expect(await underWay()).toBe(0);
    expect(await application.sql(ROUND_TWICE)).toEqual([]);
    expect(await application.sql(ENDED_OTHERWISE_THAN_ONCE)).toEqual([]);
    expect(await application.sql(OFFERED_AND_NOT_TOLD)).toEqual([]);
    expect(await count(`SELECT count(*)::int AS n FROM assignment.offers WHERE status = 'OPEN'`)).toBe(0);
  }, 300_000);

  async function seenNow(): Promise<void> {
    city.operator.now = new Date();
    await city.allSeen();
  }

  async function someoneAccepts(): Promise<void> {
    await eventually(async () => {
      for (const driver of drivers) {
        const { items } = (await driver.caller.get('/v1/driver/offers')).body;
        if (items.length > 0 && (await city.accept(driver, items[0].id as string)).status === 200) return;
      }
      throw new Error('Nobody has been offered a ride.');
    }, 30_000);
  }

  const leftOver = (): Promise<object[]> =>
    application.sql(`SELECT listener FROM platform.outbox WHERE listener LIKE 'SearchProcess.%' AND due_at <= now()`);
});

const OPEN = `SELECT count(*)::int AS n FROM assignment.searches WHERE status = 'OPEN'`;
/** Closed, and whoever was at them is not done. */
const WINDOWS_UNDER_WAY = `SELECT count(*)::int AS n FROM assignment.matching_windows WHERE status = 'CLOSED'`;
const OFFERED_AND_NOT_TOLD = `SELECT o.ride_id FROM assignment.offers o
  JOIN assignment.search_rounds r ON r.search_id = o.search_id AND r.round = o.round
  WHERE r.window_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM assignment.matching_windows w, jsonb_array_elements(w.rides) AS told
    WHERE w.id = r.window_id AND told->>'rideId' = o.ride_id::text)`;
const ROUND_TWICE = `SELECT s.id FROM assignment.searches s
  LEFT JOIN (SELECT search_id, count(*) AS n, max(round) AS last FROM assignment.search_rounds GROUP BY 1) r
    ON r.search_id = s.id
  WHERE coalesce(r.n, 0) <> s.rounds OR coalesce(r.last, 0) <> s.rounds`;
const ENDED_OTHERWISE_THAN_ONCE = `SELECT s.id FROM assignment.searches s
  WHERE 1 <> (SELECT count(*) FROM audit.entries e
    WHERE e.type = 'assignment.search_ended' AND e.entity_id = s.id)`;
