import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { EventRegistry } from '../../src/platform/events/event-registry';
import { OutboxOptions } from '../../src/platform/outbox/outbox-options';
import { UnitOfWork } from '../../src/platform/transaction/unit-of-work';
import { eventually, TestApplication } from '../support/application';
import { FixtureEffects, Ordered, TABLES } from './outbox-fixture-events';

const AGGREGATE_ID = '0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a';

describe('outbox, with real processes that die', () => {
  let application: TestApplication;
  let receipts: Server;
  let receiptsUrl: string;
  const calls = new Map<string, number>();
  const running = new Set<ChildProcess>();

  beforeAll(async () => {
    receipts = createServer((request, response) => {
      const key = String(request.headers['idempotency-key']);
      calls.set(key, (calls.get(key) ?? 0) + 1);
      // Slow, so that a kill finds calls whose effect has happened and whose answer has not come.
      setTimeout(() => response.end(), 20);
    }).listen(0, '127.0.0.1');
    await once(receipts, 'listening');
    receiptsUrl = `http://127.0.0.1:${(receipts.address() as AddressInfo).port}`;
    // Publishes and never delivers: as a process that dies between its commit and the delivery.
    application = await TestApplication.start({ outbox: new OutboxOptions(false) });
    await application.sql(TABLES);
    application.app.get(EventRegistry).register(new FixtureEffects(application.app.get(UnitOfWork), receiptsUrl));
  });
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await application.stop();
    receipts.closeAllConnections();
    receipts.close();
  });

  function start(
    role: 'publish' | 'work',
    from = 0,
  ): { child: ChildProcess; output: () => string; ready: Promise<void> } {
    const child = spawn(
      process.execPath,
      [
        '-r',
        join(__dirname, '../support/register-typescript.js'),
        join(__dirname, 'outbox.fixture.ts'),
        role,
        receiptsUrl,
        String(from),
      ],
      {
        env: {
          ...process.env,
          NODE_ENV: 'test',
          LOG_LEVEL: 'silent',
          PORT: '0',
          SMS_SIMULATOR_PORT: '0',
          ROUTING_SIMULATOR_PORT: '0',
          FIXTURE_LOGINS: JSON.stringify(application.database),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    running.add(child);
    child.once('exit', () => running.delete(child));
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const ready = (async () => {
      while (!text.includes('ready')) {
        if (child.exitCode !== null) throw new Error(`The fixture ended: ${text}`);
        await sleep(20);
      }
    })();
    return { child, output: () => text, ready };
  }

  async function kill(child: ChildProcess): Promise<void> {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  const waiting = async () =>
    (await application.sql<{ n: number }>('SELECT count(*)::int AS n FROM platform.outbox'))[0]!.n;

  it('loses nothing and applies nothing twice when publisher and worker are killed', async () => {
    const acknowledged = new Set<number>();
    let next = 0;
    for (let round = 0; round < 2; round++) {
      const publisher = start('publish', next);
      const worker = start('work');
      await Promise.all([publisher.ready, worker.ready]);
      await sleep(300);
      await kill(worker.child);
      await sleep(100);
      await kill(publisher.child);
      for (const [, number] of publisher.output().matchAll(/committed (\d+)\n/g)) acknowledged.add(Number(number));
      // One more than was acknowledged may have committed: its number is taken.
      const [{ last } = { last: -1 }] = await application.sql<{ last: number }>(
        'SELECT max(number) AS last FROM public.published',
      );
      next = last + 1;
    }
    expect(acknowledged.size).toBeGreaterThan(20);

    const worker = start('work');
    await worker.ready;
    await eventually(async () => expect(await waiting()).toBe(0), 60_000);
    await kill(worker.child);

    const published = await application.sql<{ number: number }>('SELECT number FROM public.published');
    expect(published.map((r) => r.number)).toEqual(expect.arrayContaining([...acknowledged]));
    const effects = await application.sql<{ event_id: string; n: number }>(
      'SELECT event_id, count(*)::int AS n FROM public.effects GROUP BY 1',
    );
    expect(effects).toHaveLength(published.length);
    expect(effects.filter(({ n }) => n !== 1)).toEqual([]);
    // Outside calls: at least once each, always under the event's own id.
    expect(new Set(calls.keys())).toEqual(new Set(effects.map(({ event_id }) => event_id)));
    expect([...calls.values()].some((n) => n > 1)).toBe(true);
  }, 120_000);

  it('keeps the order of each key with three worker processes, while a transaction stays open elsewhere', async () => {
    const keys = Array.from({ length: 12 }, (_, i) => `key ${i}`);
    const unitOfWork = application.app.get(UnitOfWork);
    const old = new Client({ connectionString: application.database.adminUrl });
    await old.connect();
    await old.query(
      'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM public.effects; CREATE TABLE public.held (x int)',
    );
    const workers = [start('work'), start('work'), start('work')];
    await Promise.all(workers.map(({ ready }) => ready));
    for (let version = 1; version <= 20; version++) {
      await Promise.all(
        keys.map((key) =>
          unitOfWork.run(async () => {
            const event = new Ordered(AGGREGATE_ID, { key }, new Date());
            event.aggregateVersion = version;
            await unitOfWork.publish(event);
          }),
        ),
      );
      if (version === 10) await kill(workers[0]!.child);
    }
    await eventually(async () => expect(await waiting()).toBe(0), 60_000);
    await old.query('ROLLBACK');
    await old.end();
    const sequence = await application.sql<{ key: string; version: number; by: number }>(
      'SELECT key, version::int, by FROM public.sequence ORDER BY position',
    );
    for (const key of keys) {
      expect(sequence.filter((row) => row.key === key).map((row) => row.version)).toEqual(
        Array.from({ length: 20 }, (_, i) => i + 1),
      );
    }
    expect(new Set(sequence.map((row) => row.by)).size).toBeGreaterThan(1);
    await Promise.all(workers.slice(1).map(({ child }) => kill(child)));
  }, 120_000);
});
