import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres';
import { migrate } from '../../src/platform/database/migrate';
import { roleUrls } from '../../src/platform/database/open-database';
import { eventually, TestApplication, type TestCaller } from '../support/application';

interface Driving {
  readonly driverId: string;
  readonly rideId: string;
  readonly caller: TestCaller;
}

describe('positions, when the database crashes', () => {
  const directory = mkdtempSync(join(tmpdir(), 'cabstand-crash-'));
  const organizationId = uuidv7();
  let server: EmbeddedPostgres;
  let application: TestApplication;

  beforeAll(async () => {
    // With the settings of a real one: what is committed is on disk.
    server = await startEmbeddedPostgres({ directory });
    const client = new Client({ connectionString: server.url('postgres') });
    await client.connect();
    await client.query('CREATE DATABASE crashing');
    await client.end();
    const adminUrl = server.url('crashing');
    await migrate(roleUrls(adminUrl));
    const database = { ...roleUrls(adminUrl), adminUrl, drop: () => Promise.resolve() };
    application = await TestApplication.start({ database });
  }, 120_000);
  afterAll(async () => {
    await application?.stop();
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function driving(): Promise<Driving> {
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

  async function report({ caller }: Driving, ...seconds: number[]): Promise<Date[]> {
    const now = Date.now();
    const times = seconds.map((ago) => new Date(now - ago * 1000));
    const points = times.map((deviceAt) => ({ latitude: 28.55, longitude: 77.1, accuracyMetres: 5, deviceAt }));
    const answer = await caller.post('/v1/driver/positions', { points, sentAt: new Date(now) });
    expect(answer.status).toBe(202);
    return times;
  }
  const traced = async ({ rideId }: Driving): Promise<Date[]> => {
    const query = 'SELECT device_at FROM assignment.trip_traces WHERE ride_id = $1 ORDER BY device_at';
    return (await application.sql<{ device_at: Date }>(query, [rideId])).map(({ device_at }) => device_at);
  };
  const known = async (): Promise<string[]> => {
    const rows = await application.sql<{ driver_id: string }>('SELECT driver_id FROM assignment.last_positions');
    return rows.map(({ driver_id }) => driver_id).sort();
  };

  it('forgets where drivers are until each has reported once, and nothing of a trip that was acknowledged', async () => {
    const [silent, speaking] = [await driving(), await driving()];
    const before = await report(speaking, 30, 20, 10);
    const silentBefore = await report(silent, 30, 20, 10);
    await eventually(async () => expect(await known()).toEqual([silent.driverId, speaking.driverId].sort()));

    process.kill(server.pid, 'SIGKILL');
    await eventually(async () => expect(await known()).toEqual([]), 30_000);
    expect(await traced(silent)).toEqual(silentBefore);
    expect(await traced(speaking)).toEqual(before);

    const after = await eventually(() => report(speaking, 0), 30_000);
    await eventually(async () => expect(await known()).toEqual([speaking.driverId]));
    expect(await traced(speaking)).toEqual([...before, ...after]);
  }, 120_000);
});
