import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { roleUrls } from '../../src/platform/database/open-database';
import { eventually, TestApplication, type TestCaller } from '../support/application';
import { cloneDatabase, type TestDatabase } from '../support/database';
import { TcpProxy } from '../support/tcp-proxy';

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
