import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { EntityManager } from 'typeorm';
import { roleUrls } from '../../src/platform/database/open-database';
import { databaseTrouble } from '../../src/platform/http/database-trouble';
import { UnitOfWork } from '../../src/platform/transaction/unit-of-work';
import { eventually, TestApplication, type TestCaller } from '../support/application';
import { FleetFixture } from '../contexts/fleet/fleet-fixture';
import { cloneDatabase, type TestDatabase } from '../support/database';
import { TcpProxy } from '../../faults/tcp-proxy';

describe('the database goes away', () => {
  let real: TestDatabase;
  let proxy: TcpProxy;
  let application: TestApplication;
  let operator: TestCaller;

  beforeAll(async () => {
    real = await cloneDatabase();
    const { hostname, port } = new URL(real.adminUrl);
    proxy = await TcpProxy.to(hostname, Number(port));
    const through = new URL(real.adminUrl);
    through.port = String(proxy.port);
    // The service goes through the proxy; the test looks at the database behind it.
    const database = { ...real, ...roleUrls(through.href) };
    application = await TestApplication.start({ database });
    operator = await application.actAs({ role: 'ops' });
  });
  afterAll(async () => {
    proxy.mend();
    await application.stop();
    await proxy.close();
    await real.drop();
  });

  const create = (name: string) => operator.post('/v1/fleets', { name, city: 'Delhi NCR' });
  const fleets = async (name: string) =>
    (await application.sql<{ n: number }>('SELECT count(*)::int AS n FROM fleet.fleets WHERE name = $1', [name]))[0]!.n;
  const audited = async () =>
    (
      await application.sql<{ n: number }>(
        `SELECT count(*)::int AS n FROM audit.entries WHERE type = 'fleet.fleet_created'`,
      )
    )[0]!.n;

  it('answers 503 mid-request, leaves no partial effect, and recovers without a restart', async () => {
    expect((await create('Before')).status).toBe(201);

    // Somebody else holds the table, so the request is in the middle of its transaction when the wire is cut.
    const holder = application.sql(
      'BEGIN; LOCK TABLE fleet.fleets IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(1.5); COMMIT',
    );
    await sleep(300);
    const pending = create('Cut off');
    await sleep(300);
    proxy.cut();
    const answer = await pending;
    expect(answer).toMatchObject({ status: 503, body: { code: 'database_unavailable' } });
    expect(answer.headers.get('retry-after')).not.toBeNull();

    const whileGone = await create('While gone');
    expect(whileGone).toMatchObject({ status: 503, body: { code: 'database_unavailable' } });
    expect((await application.call('GET', '/health/ready')).status).toBe(503);
    expect((await application.call('GET', '/health/live')).status).toBe(200);

    await holder;
    proxy.mend();
    await eventually(async () => expect((await create('After')).status).toBe(201), 15_000);
    await eventually(async () => expect((await application.call('GET', '/health/ready')).status).toBe(200));
    expect(await fleets('Cut off')).toBe(0);
    expect(await fleets('While gone')).toBe(0);
    expect(await audited()).toBe(2);
  }, 60_000);

  it.each<[string, (manager: EntityManager) => Promise<unknown>]>([
    ['a statement', (manager) => manager.query('SELECT 2')],
    [
      'a query that TypeORM builds',
      (manager) => manager.createQueryBuilder().select('2').from('fleet.fleets', 'f').getRawOne(),
    ],
  ])('says of a transaction whose wire is cut before %s that the database is away', async (_what, ask) => {
    const unitOfWork = application.app.get(UnitOfWork);
    const failure: unknown = await unitOfWork
      .run(async () => {
        await unitOfWork.manager.query('SELECT 1');
        proxy.cut();
        await sleep(200);
        await ask(unitOfWork.manager);
      })
      .catch((error: unknown) => error);
    proxy.mend();
    expect(databaseTrouble(failure)).toMatchObject({ status: 503, code: 'database_unavailable' });
    await eventually(async () => expect((await application.call('GET', '/health/ready')).status).toBe(200));
  });

  it('says of a commit that nobody answers that it may have been done, and does it once under its key', async () => {
    const send = () =>
      operator.post('/v1/fleets', { name: 'Unanswered', city: 'Delhi NCR' }, { 'idempotency-key': 'unanswered' });
    proxy.muteAt('Unanswered', 'COMMIT');
    const pending = send();
    await eventually(async () => expect(await fleets('Unanswered')).toBe(1));
    proxy.drop();
    proxy.mend();
    expect(await pending).toMatchObject({ status: 503, body: { code: 'outcome_unknown' } });
    const again = await eventually(async () => {
      const answer = await send();
      expect(answer.status).toBe(201);
      return answer;
    });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await fleets('Unanswered')).toBe(1);
  }, 30_000);

  it('says of a request about many what stands where the wire is cut in its middle, and does the rest under the same key', async () => {
    const fixture = await FleetFixture.create(application);
    const hubId = await fixture.hub(await fixture.fleet());
    const ids = [await fixture.vehicle(hubId), await fixture.vehicle(hubId), await fixture.vehicle(hubId)];
    const send = () =>
      fixture.ops.post(
        '/v1/vehicles/statuses',
        { vehicleIds: ids, status: 'ACTIVE', reason: 'Papers seen' },
        { 'idempotency-key': 'cut-in-the-middle' },
      );
    type Item = { vehicle: { status: string } | null; problem: { code: string } | null };
    const told = (items: Item[]) => items.map(({ vehicle, problem }) => vehicle?.status ?? problem?.code);
    const status = async (id: string) =>
      (await application.sql<{ status: string }>('SELECT status FROM fleet.vehicles WHERE id = $1', [id]))[0]!.status;
    const holder = new Client({ connectionString: real.adminUrl });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM fleet.vehicles WHERE id = $1 FOR UPDATE', [ids[1]]);
    const pending = send();
    await eventually(async () => expect(await status(ids[0]!)).toBe('ACTIVE'));
    proxy.cut();
    const answer = await pending;
    await holder.end();
    proxy.mend();
    expect(answer.status).toBe(200);
    expect(told(answer.body.items)).toEqual(['ACTIVE', 'database_unavailable', 'not_tried']);
    expect([await status(ids[1]!), await status(ids[2]!)]).toEqual(['PENDING', 'PENDING']);
    // The server may not have noticed yet that who held the key is gone.
    await eventually(async () => expect(told((await send()).body.items ?? [])).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']));
  }, 30_000);

  it('answers 503 while the database accepts no connections, and recovers when it does', async () => {
    const { pathname, href } = new URL(real.adminUrl);
    const name = pathname.slice(1);
    const elsewhere = new URL(href);
    elsewhere.pathname = '/postgres';
    const superuser = new Client({ connectionString: elsewhere.href });
    await superuser.connect();
    try {
      await superuser.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await superuser.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
      await sleep(200);
      for (const attempt of ['Refused', 'Refused again']) {
        expect(await create(attempt)).toMatchObject({ status: 503, body: { code: 'database_unavailable' } });
        expect(await application.call('GET', '/health/ready')).toMatchObject({
          status: 503,
          body: { code: 'database_unavailable' },
        });
      }
    } finally {
      await superuser.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      await superuser.end();
    }
    await eventually(async () => expect((await create('Accepted')).status).toBe(201), 15_000);
    expect((await application.call('GET', '/health/ready')).status).toBe(200);
    expect(await fleets('Refused')).toBe(0);
  }, 60_000);

  it('goes on when PostgreSQL ends every connection of the service', async () => {
    await application.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'cabstand%'`,
    );
    await eventually(async () => expect((await create('Reconnected')).status).toBe(201), 15_000);
  }, 30_000);
});
