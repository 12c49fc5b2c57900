import { once } from 'node:events';
import { dataSourceOptions } from '../../ormconfig';
import { TcpProxy } from '../../faults/tcp-proxy';
import { roleUrls } from '../../src/platform/database/open-database';
import { DomainEvent } from '../../src/platform/events/domain-event';
import { EventRegistry } from '../../src/platform/events/event-registry';
import { AfterCommit } from '../../src/platform/events/listener.decorators';
import { ExclusiveJobs } from '../../src/platform/jobs/exclusive-jobs';
import { UnitOfWork } from '../../src/platform/transaction/unit-of-work';
import { eventually, TestApplication, type TestCaller } from '../support/application';
import { cloneDatabase, type TestDatabase } from '../support/database';

/** Instead of 75 s. */
const UNANSWERED_MS = 1500;
const AGGREGATE_ID = '0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a';

class Told extends DomainEvent<{ note: string }> {
  static override readonly type = 'fixture.told';
  static override readonly aggregateType = 'fixture';
}

/** As when its machine is gone, or a firewall has forgotten the connection: nobody says that it ended. */
describe('the database falls silent', () => {
  let real: TestDatabase;
  let proxy: TcpProxy;
  let application: TestApplication;
  let unitOfWork: UnitOfWork;
  let operator: TestCaller;
  const heard: string[] = [];

  class Hearer {
    @AfterCommit(Told, { effect: 'database' })
    async hear({ payload }: Told): Promise<void> {
      await unitOfWork.query('SELECT 1');
      heard.push(payload.note);
    }
  }

  beforeAll(async () => {
    real = await cloneDatabase();
    const through = new URL(real.adminUrl);
    proxy = await TcpProxy.to(through.hostname, Number(through.port));
    through.port = String(proxy.port);
    through.searchParams.set('query_timeout', String(UNANSWERED_MS));
    application = await TestApplication.start({ database: { ...real, ...roleUrls(through.href) } });
    unitOfWork = application.app.get(UnitOfWork);
    application.app.get(EventRegistry).register(new Hearer());
    operator = await application.actAs({ role: 'ops' });
  });
  afterAll(async () => {
    proxy.mend();
    proxy.drop();
    await application.stop();
    await proxy.close();
    await real.drop();
  });

  const create = (name: string) => operator.post('/v1/fleets', { name, city: 'Delhi NCR' });

  it('is given up after a while with 503, while it is silent still', async () => {
    expect((await create('Before')).status).toBe(201);
    proxy.stall();
    expect(await create('Into the silence')).toMatchObject({ status: 503, body: { code: 'database_unavailable' } });
    expect(await application.call('GET', '/health/ready')).toMatchObject({ status: 503 });
    expect((await application.call('GET', '/health/live')).status).toBe(200);
    proxy.mend();
    await eventually(async () => expect((await create('After')).status).toBe(201), 15_000);
  }, 60_000);

  it('keeps neither requests nor lanes nor jobs from another that answers', async () => {
    const jobs = application.app.get(ExclusiveJobs);
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const fellSilent = new EventTarget();
    const hung = jobs.run('fixture.hung', () =>
      unitOfWork.run(
        async () => {
          await unitOfWork.query('SELECT 1');
          begin();
          await once(fellSilent, 'now');
          await unitOfWork.query('SELECT 2');
        },
        { as: 'worker', organizationId: null },
      ),
    );
    await begun;
    proxy.silence();
    fellSilent.dispatchEvent(new Event('now'));

    // Whoever has one of the old connections finds it out; whoever comes after them does not.
    await Promise.all(Array.from({ length: 20 }, (_, number) => create(`Meanwhile ${number}`)));
    await eventually(async () => expect((await create('Elsewhere')).status).toBe(201), 15_000);
    await unitOfWork.run(() => unitOfWork.publish(new Told(AGGREGATE_ID, { note: 'elsewhere' }, new Date())), {
      organizationId: operator.organizationId,
    });
    await eventually(() => expect(heard).toContain('elsewhere'), 15_000);
    expect(await hung).toBe(false);
    await eventually(async () => expect(await jobs.run('fixture.hung', () => Promise.resolve())).toBe(true), 15_000);
  }, 60_000);

  it('is waited for by a migration only', () => {
    const limit = (role: 'cabstand_owner' | 'cabstand_worker'): number | undefined => {
      const { extra } = dataSourceOptions({ url: real.adminUrl, role, poolSize: 1, applicationName: 'limit' });
      return (extra as { query_timeout?: number }).query_timeout;
    };
    expect(limit('cabstand_worker')).toBeGreaterThan(60_000);
    expect(limit('cabstand_owner')).toBeUndefined();
  });
});
