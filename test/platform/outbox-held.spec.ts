import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { DomainEvent } from '../../src/platform/events/domain-event';
import { EventRegistry } from '../../src/platform/events/event-registry';
import { AfterCommit } from '../../src/platform/events/listener.decorators';
import { OutboxOptions } from '../../src/platform/outbox/outbox-options';
import { UnitOfWork } from '../../src/platform/transaction/unit-of-work';
import { eventually, TestApplication } from '../support/application';

const AGGREGATE_ID = '0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a';
const FROZEN_ONES = '0193a1f0-5b7c-7d3e-9a41-000000000001';
const FROZEN_TOO = '0193a1f0-5b7c-7d3e-9a41-000000000003';
const ANOTHER = '0193a1f0-5b7c-7d3e-9a41-000000000002';

class Counted extends DomainEvent<{ by: string }> {
  static override readonly type = 'fixture.counted_by';
  static override readonly aggregateType = 'fixture';
}

/** A process that is frozen keeps what its transaction has locked until the database ends that, after a minute. */
describe('the outbox beside a worker that is frozen amid a batch of one organization', () => {
  let application: TestApplication;
  let unitOfWork: UnitOfWork;
  let frozen: Client;
  const heard: string[] = [];

  class Counter {
    /** As the live streams do: one row an organization, taken by whoever tells of a change. */
    @AfterCommit(Counted, { effect: 'database', attempts: 1 })
    async count({ payload }: Counted): Promise<void> {
      if (payload.by === 'poison') throw new Error('It fails each time.');
      await unitOfWork.query('UPDATE public.heads SET position = position + 1 WHERE organization_id = $1', [
        unitOfWork.organizationId,
      ]);
      heard.push(payload.by);
    }
  }

  beforeAll(async () => {
    application = await TestApplication.start({
      outbox: new OutboxOptions(true, 50, 2000, 50, 8, 2, 20, 200, 2000, 2000, 300),
    });
    unitOfWork = application.app.get(UnitOfWork);
    application.app.get(EventRegistry).register(new Counter());
    await application.sql(`CREATE TABLE public.heads (organization_id uuid PRIMARY KEY, position int NOT NULL);
      INSERT INTO public.heads VALUES ('${FROZEN_ONES}', 0), ('${FROZEN_TOO}', 0), ('${ANOTHER}', 0);
      GRANT ALL ON public.heads TO cabstand_worker`);
  });
  afterAll(() => application.stop());
  beforeEach(async () => {
    heard.splice(0);
    frozen = new Client({ connectionString: application.database.adminUrl });
    await frozen.connect();
  });
  afterEach(() => frozen.end());

  const publish = (by: string, organizationId: string): Promise<void> =>
    unitOfWork.run(() => unitOfWork.publish(new Counted(AGGREGATE_ID, { by }, new Date())), { organizationId });

  it('delivers those of the others while it holds all of that one’s rows', async () => {
    await unitOfWork.run(
      async () => {
        const soon = new Date(Date.now() + 1000);
        await unitOfWork.schedule(new Counted(AGGREGATE_ID, { by: 'frozen' }, new Date()), soon);
      },
      { organizationId: FROZEN_ONES },
    );
    const held = await frozen
      .query('BEGIN')
      .then(() => frozen.query('SELECT FROM platform.outbox WHERE organization_id = $1 FOR UPDATE', [FROZEN_ONES]));
    expect(held.rowCount).toBe(1);
    // It is due by now, and the first of all.
    await sleep(1200);
    await publish('another', ANOTHER);
    await eventually(() => expect(heard).toEqual(['another']), 5000);
    await frozen.query('ROLLBACK');
    await eventually(() => expect(heard).toEqual(['another', 'frozen']), 5000);
  });

  it('sets that one aside where its newer rows need what it holds, and counts none of them as failed', async () => {
    await frozen.query(`BEGIN; SELECT FROM public.heads WHERE organization_id = '${FROZEN_ONES}' FOR UPDATE`);
    await publish('frozen', FROZEN_ONES);
    await publish('another', ANOTHER);
    await eventually(() => expect(heard).toEqual(['another']), 5000);
    // Longer than it is waited for, twice.
    await sleep(1500);
    await publish('another still', ANOTHER);
    await eventually(() => expect(heard).toEqual(['another', 'another still']), 5000);
    await frozen.query('ROLLBACK');
    await eventually(() => expect(heard).toEqual(['another', 'another still', 'frozen']), 5000);
    expect(await application.sql('SELECT FROM platform.dead_letters')).toEqual([]);
  });

  it('delivers those of the others however many it keeps waiting', async () => {
    await frozen.query(`BEGIN; SELECT FROM public.heads WHERE organization_id <> '${ANOTHER}' FOR UPDATE`);
    await publish('frozen', FROZEN_ONES);
    await publish('frozen too', FROZEN_TOO);
    await publish('another', ANOTHER);
    await eventually(() => expect(heard).toEqual(['another']), 5000);
    await frozen.query('ROLLBACK');
    await eventually(() => expect([...heard].sort()).toEqual(['another', 'frozen', 'frozen too']), 5000);
    expect(await application.sql('SELECT FROM platform.dead_letters')).toEqual([]);
  });

  it('waits for it once where one of that batch fails for itself', async () => {
    await frozen.query(`BEGIN; SELECT FROM public.heads WHERE organization_id = '${FROZEN_ONES}' FOR UPDATE`);
    await unitOfWork.run(
      async () => {
        for (const by of ['poison', ...Array.from({ length: 30 }, () => 'frozen')])
          await unitOfWork.publish(new Counted(AGGREGATE_ID, { by }, new Date()));
      },
      { organizationId: FROZEN_ONES },
    );
    await publish('another', ANOTHER);
    await eventually(() => expect(heard).toEqual(['another']), 5000);
    await frozen.query('ROLLBACK');
    await eventually(() => expect(heard).toHaveLength(31), 5000);
    expect(await application.sql('SELECT FROM platform.dead_letters')).toHaveLength(1);
  });
});
