import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SchedulerRegistry } from '@nestjs/schedule';
import { RunImports } from '../../src/platform/imports/run-imports.job';
import { csv, ImportFixture, over, send } from '../platform/imports/import-fixture';
import { eventually, TestApplication } from '../support/application';

const ROWS = 1_000;
const PATIENCE_MS = 240_000;

interface Progress {
  readonly state: string;
  readonly rows_seen: number;
  readonly rows_applied: number;
}

describe('an import whose process is killed', () => {
  let application: TestApplication;
  let fixture: ImportFixture;
  const running = new Set<ChildProcess>();

  beforeAll(async () => {
    application = await TestApplication.start();
    // Answers requests and brings nothing in: that is done by the processes that die.
    const schedule = application.app.get(SchedulerRegistry);
    for (const name of ['imports.in_parts', 'imports.atomic']) schedule.deleteInterval(name);
    jest.spyOn(application.app.get(RunImports), 'soon').mockImplementation(() => undefined);
    fixture = await ImportFixture.create(application);
  });
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await application.stop();
  });

  async function start(): Promise<ChildProcess> {
    const register = join(__dirname, '../support/register-typescript.js');
    const child = spawn(process.execPath, ['-r', register, join(__dirname, 'service.fixture.ts')], {
      env: {
        ...process.env,
        ...{ NODE_ENV: 'test', LOG_LEVEL: 'silent', PORT: '0', SMS_SIMULATOR_PORT: '0', ROUTING_PROVIDER: 'estimate' },
        ...{ FIXTURE_LOGINS: JSON.stringify(application.database), FIXTURE_OUTBOX: 'off' },
        DATA_DIRECTORY: `/tmp/cabstand-imports-${process.pid}`,
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

  const progress = async (id: string): Promise<Progress> =>
    (
      await application.sql<Progress>('SELECT state, rows_seen, rows_applied FROM platform.imports WHERE id = $1', [id])
    )[0]!;

  /** One registration, one account and one audited fact of each for every row, and no more. */
  async function eachOnce(rows: readonly Record<string, string>[]): Promise<void> {
    expect(await fixture.known(rows)).toBe(rows.length);
    const [facts] = await application.sql<Record<string, number>>(
      `SELECT count(*)::int AS registered, count(DISTINCT d.id)::int AS drivers,
              (SELECT count(*)::int FROM identity.memberships m WHERE m.subject_id = ANY(array_agg(d.id))) AS accounts
       FROM fleet.drivers d JOIN audit.entries e ON e.entity_id = d.id AND e.type = 'fleet.driver_registered'
       WHERE d.phone = ANY($1)`,
      [rows.map(({ phone }) => phone)],
    );
    expect(facts).toEqual({ registered: rows.length, drivers: rows.length, accounts: rows.length });
  }

  it('goes on where it was, row by row: no row is lost and none is there twice', async () => {
    const rows = fixture.drivers(ROWS);
    const asked = await send(fixture.ops, 'kind=drivers&mode=row_wise', csv(rows));
    for (let life = 0; life < 2; life++) {
      const before = await progress(asked.body.id);
      const child = await start();
      await eventually(async () => {
        expect((await progress(asked.body.id)).rows_seen).toBeGreaterThan(before.rows_seen);
      }, PATIENCE_MS);
      await kill(child);
      await sleep(200);
      const { state, rows_seen, rows_applied } = await progress(asked.body.id);
      expect([state, rows_applied, await fixture.known(rows)]).toEqual(['RUNNING', rows_seen, rows_seen]);
      expect(rows_seen).toBeLessThan(ROWS);
    }
    const child = await start();
    expect(await over(fixture.ops, asked, PATIENCE_MS)).toMatchObject({ state: 'COMPLETED', rowsApplied: ROWS });
    await kill(child);
    await eachOnce(rows);
  }, 600_000);

  it('starts over where it was to be all or nothing: nothing of the first try is there', async () => {
    const rows = fixture.drivers(ROWS);
    const asked = await send(fixture.ops, 'kind=drivers&mode=atomic', csv(rows));
    const first = await start();
    await eventually(async () => expect((await progress(asked.body.id)).rows_seen).toBe(ROWS), PATIENCE_MS);
    // In the middle of its one transaction, which nobody sees.
    await sleep(300);
    await kill(first);
    expect(await progress(asked.body.id)).toMatchObject({ state: 'RUNNING', rows_applied: 0 });
    expect(await fixture.known(rows)).toBe(0);
    const second = await start();
    expect(await over(fixture.ops, asked, PATIENCE_MS)).toMatchObject({ state: 'COMPLETED', rowsApplied: ROWS });
    await kill(second);
    await eachOnce(rows);
  }, 600_000);
});
