import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { FLUSH_MILLISECONDS } from '../../src/contexts/assignment/persistence/last-positions';
import { TestApplication, type TestCaller } from '../support/application';

const DRIVERS = 10;
/** For the writing itself, on a machine that others load; that it begins every 100 ms, `last-positions.spec.ts` holds. */
const ALLOWANCE = 900;

describe('positions, when the process that took them dies', () => {
  let application: TestApplication;
  const organizationId = uuidv7();
  const running = new Set<ChildProcess>();

  beforeAll(async () => (application = await TestApplication.start()));
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await application.stop();
  });

  async function startService(): Promise<{ child: ChildProcess; url: string }> {
    const child = spawn(
      process.execPath,
      ['-r', join(__dirname, '../support/register-typescript.js'), join(__dirname, 'service.fixture.ts')],
      {
        env: {
          ...process.env,
          NODE_ENV: 'test',
          LOG_LEVEL: 'silent',
          SMS_SIMULATOR_PORT: '0',
          ROUTING_SIMULATOR_PORT: '0',
          FIXTURE_OUTBOX: 'off',
          RATE_LIMIT_PER_MINUTE: '1000000',
          FIXTURE_LOGINS: JSON.stringify(application.database),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    running.add(child);
    child.once('exit', () => running.delete(child));
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    for (;;) {
      const url = /ready at (\S+)/.exec(text)?.[1];
      if (url) return { child, url };
      if (child.exitCode !== null) throw new Error(`The fixture ended: ${text}`);
      await sleep(20);
    }
  }

  async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** A driver with a ride under way. */
  async function driving(): Promise<{ driverId: string; rideId: string; caller: TestCaller }> {
    const [driverId, rideId] = [uuidv7(), uuidv7()];
    const caller = await application.actAs({ role: 'driver', driverId, organizationId });
    await application.sql(
      `INSERT INTO assignment.engagements (id, organization_id, ride_id, driver_id, vehicle_id, roster_entry_id, status,
         planned_from, planned_until, assigned_by, assigned_at, departed_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'UNDER_WAY', now(), now() + interval '1 hour', $7, now(), now() - interval '1 hour')`,
      [uuidv7(), organizationId, rideId, driverId, uuidv7(), uuidv7(), uuidv7()],
    );
    return { driverId, rideId, caller };
  }

  async function report(url: string, { token }: TestCaller, deviceAt: Date): Promise<boolean> {
    const point = { latitude: 28.55, longitude: 77.1, accuracyMetres: 5, deviceAt: deviceAt.toISOString() };
    const body = JSON.stringify({ points: [point], sentAt: new Date().toISOString() });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}/v1/driver/positions`, { method: 'POST', headers, body }).catch(() => null);
    if (answer && answer.status !== 202) throw new Error(await answer.text());
    return answer !== null;
  }

  const seenAt = async (driverId: string): Promise<number> => {
    const query = 'SELECT seen_at FROM assignment.last_positions WHERE driver_id = $1';
    return (await application.sql<{ seen_at: Date }>(query, [driverId]))[0]?.seen_at.getTime() ?? 0;
  };

  it('loses of where drivers are what came in since the last writing, and of a trip nothing that was acknowledged', async () => {
    const drivers = await Promise.all(Array.from({ length: DRIVERS }, driving));
    const { child, url } = await startService();
    const acknowledged = new Map<string, { deviceAt: Date; at: number }[]>(drivers.map((d) => [d.driverId, []]));
    let over = false;
    const reporting = drivers.map(async ({ driverId, caller }) => {
      while (!over) {
        const deviceAt = new Date();
        if (await report(url, caller, deviceAt)) acknowledged.get(driverId)!.push({ deviceAt, at: Date.now() });
        await sleep(5);
      }
    });
    while ([...acknowledged.values()].some((told) => told.length < 5)) await sleep(20);
    await sleep(FLUSH_MILLISECONDS + ALLOWANCE + 200);
    const killedAt = Date.now();
    await end(child, 'SIGKILL');
    over = true;
    await Promise.all(reporting);

    for (const { driverId, rideId } of drivers) {
      const told = acknowledged.get(driverId)!;
      const due = told.filter(({ at }) => at < killedAt - FLUSH_MILLISECONDS - ALLOWANCE).at(-1)!;
      expect(await seenAt(driverId)).toBeGreaterThanOrEqual(due.deviceAt.getTime());
      const traced = await application.sql<{ device_at: Date }>(
        'SELECT device_at FROM assignment.trip_traces WHERE ride_id = $1',
        [rideId],
      );
      // One is kept a second.
      const second = (moment: Date): number => Math.floor(moment.getTime() / 1000);
      expect(traced.map(({ device_at }) => second(device_at))).toEqual(
        expect.arrayContaining(told.map(({ deviceAt }) => second(deviceAt))),
      );
    }

    // One report of each, to another process, and all is as it was.
    for (const { driverId, caller } of drivers) {
      const deviceAt = new Date();
      await report(application.url, caller, deviceAt);
      await sleep(FLUSH_MILLISECONDS + 50);
      expect(await seenAt(driverId)).toBe(deviceAt.getTime());
    }
  }, 240_000);

  it('loses nothing when the process is asked to end', async () => {
    const { driverId, caller } = await driving();
    const { child, url } = await startService();
    const deviceAt = new Date();
    await report(url, caller, deviceAt);
    await end(child, 'SIGTERM');
    expect(await seenAt(driverId)).toBe(deviceAt.getTime());
  }, 240_000);
});
