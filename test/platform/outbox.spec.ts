import { DomainEvent } from '../../src/platform/events/domain-event';
import { EventRegistry } from '../../src/platform/events/event-registry';
import { AfterCommit } from '../../src/platform/events/listener.decorators';
import { UnitOfWork } from '../../src/platform/transaction/unit-of-work';
import { eventually, TestApplication, type TestCaller } from '../support/application';

const AGGREGATE_ID = '0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a';

class Noted extends DomainEvent<{ note: string; key?: string }> {
  static override readonly type = 'fixture.noted';
  static override readonly aggregateType = 'fixture';
}
class Keyed extends DomainEvent<{ note: string; key: string }> {
  static override readonly type = 'fixture.keyed';
  static override readonly aggregateType = 'fixture';
}
class Outbound extends DomainEvent<{ note: string }> {
  static override readonly type = 'fixture.outbound';
  static override readonly aggregateType = 'fixture';
}

describe('outbox', () => {
  let application: TestApplication;
  let unitOfWork: UnitOfWork;
  let operator: TestCaller;
  const delivered: string[] = [];
  const poisoned = new Set<string>();

  class Deliveries {
    @AfterCommit(Noted, { effect: 'database', attempts: 2 })
    async note(event: Noted): Promise<void> {
      await unitOfWork.query('INSERT INTO public.delivered VALUES ($1)', [event.payload.note]);
      if (poisoned.has(event.payload.note)) throw new Error(`${event.payload.note} is poison`);
      delivered.push(event.payload.note);
    }
    @AfterCommit(Keyed, { effect: 'database', key: (event) => event.payload.key, attempts: 2 })
    async keyed(event: Keyed): Promise<void> {
      if (poisoned.has(event.payload.note)) throw new Error(`${event.payload.note} is poison`);
      delivered.push(event.payload.note);
    }
    @AfterCommit(Outbound, { effect: 'outside', attempts: 3 })
    async outbound(event: Outbound): Promise<void> {
      if (unitOfWork.active) throw new Error('An outside call must not hold a transaction.');
      delivered.push(`${event.payload.note} ${event.id}`);
      if (delivered.filter((d) => d.startsWith(event.payload.note)).length < 3) throw new Error('timed out');
    }
  }

  beforeAll(async () => {
    application = await TestApplication.start();
    unitOfWork = application.app.get(UnitOfWork);
    await application.sql(
      'CREATE TABLE public.delivered (note text PRIMARY KEY); GRANT ALL ON public.delivered TO cabstand_worker',
    );
    application.app.get(EventRegistry).register(new Deliveries());
    operator = await application.actAs({ role: 'ops' });
  });
  afterAll(() => application.stop());
  beforeEach(() => delivered.splice(0));

  const publish = (event: DomainEvent, version = 0) =>
    unitOfWork.run(
      async () => {
        event.aggregateVersion = version;
        await unitOfWork.publish(event);
      },
      { organizationId: operator.organizationId },
    );
  const keyed = (key: string, version: number) =>
    publish(new Keyed(AGGREGATE_ID, { key, note: `${key}${version}` }, new Date()), version);

  it('isolates a poisoned event from its batch and buries it', async () => {
    poisoned.add('poison 1');
    await unitOfWork.run(
      () =>
        unitOfWork.publish(
          ...Array.from(
            { length: 9 },
            (_, i) => new Noted(AGGREGATE_ID, { note: i === 4 ? 'poison 1' : `well ${i}` }, new Date()),
          ),
        ),
      { organizationId: operator.organizationId },
    );
    await eventually(async () => {
      const { body } = await operator.get('/v1/dead-letters?status=dead');
      expect(body.items).toHaveLength(1);
      expect(body.items[0]).toMatchObject({
        eventType: 'fixture.noted',
        attempts: 2,
        error: expect.stringContaining('poison 1'),
      });
      expect(body.items[0]).not.toHaveProperty('payload');
    });
    await eventually(() =>
      expect(new Set(delivered)).toEqual(new Set([0, 1, 2, 3, 5, 6, 7, 8].map((i) => `well ${i}`))),
    );
    // Once each, although the first batch was undone: the table's key would have refused a second.
    const rows = await application.sql<{ note: string }>('SELECT note FROM public.delivered');
    expect(rows.map((r) => r.note).sort()).toEqual([0, 1, 2, 3, 5, 6, 7, 8].map((i) => `well ${i}`));
  });

  it('parks only the key of a dead letter; replay lets it go on in order', async () => {
    poisoned.add('A2');
    for (const version of [1, 2, 3]) await keyed('A', version);
    for (const version of [1, 2, 3]) await keyed('B', version);
    const letter = await eventually(async () => {
      const { body } = await operator.get('/v1/dead-letters?status=dead');
      const found = body.items.find((item: { orderingKey: string }) => item.orderingKey === 'A');
      expect(found).toBeDefined();
      return found as { id: string };
    });
    await eventually(() => expect(delivered).toEqual(expect.arrayContaining(['A1', 'B1', 'B2', 'B3'])));
    await keyed('A', 4);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(delivered.filter((d) => d.startsWith('A'))).toEqual(['A1']);

    expect((await operator.post(`/v1/dead-letters/${letter.id}/replay`, {})).status).toBe(400);
    const stranger = await application.actAs({ role: 'ops' });
    expect((await stranger.post(`/v1/dead-letters/${letter.id}/replay`, { reason: 'not mine' })).status).toBe(404);
    const driver = await application.actAs({ role: 'driver', organizationId: operator.organizationId });
    expect((await driver.post(`/v1/dead-letters/${letter.id}/replay`, { reason: 'no' })).status).toBe(403);
    for (const scope of [{ fleetIds: [AGGREGATE_ID] }, { hubIds: [AGGREGATE_ID] }]) {
      const { organizationId } = operator;
      const narrowed = await application.actAs({ role: 'ops', organizationId, ...scope });
      for (const answer of [
        await narrowed.get('/v1/dead-letters'),
        await narrowed.post(`/v1/dead-letters/${letter.id}/replay`, { reason: 'not mine' }),
        await narrowed.post(`/v1/dead-letters/${letter.id}/skip`, { reason: 'not mine' }),
      ]) {
        expect(answer).toMatchObject({ status: 403, body: { code: 'outside_scope' } });
      }
    }

    poisoned.delete('A2');
    expect((await operator.post(`/v1/dead-letters/${letter.id}/replay`, { reason: 'mended' })).status).toBe(200);
    await eventually(() => expect(delivered.filter((d) => d.startsWith('A'))).toEqual(['A1', 'A2', 'A3', 'A4']));
    expect((await operator.post(`/v1/dead-letters/${letter.id}/replay`, { reason: 'again' })).status).toBe(409);
  });

  it('goes on without a dead letter that is skipped', async () => {
    poisoned.add('C1');
    for (const version of [1, 2]) await keyed('C', version);
    const letter = await eventually(async () => {
      const { body } = await operator.get('/v1/dead-letters?status=dead');
      const found = body.items.find((item: { orderingKey: string }) => item.orderingKey === 'C');
      expect(found).toBeDefined();
      return found as { id: string };
    });
    await eventually(async () => {
      const { status } = await operator.post(`/v1/dead-letters/${letter.id}/skip`, { reason: 'it never mattered' });
      expect(status).toBe(200);
    });
    await eventually(() => expect(delivered).toEqual(['C2']));
    const { body } = await operator.get('/v1/dead-letters?status=skipped');
    expect(body.items[0]).toMatchObject({ reason: 'it never mattered', resolvedBy: operator.userId });
  });

  it('calls the outside again under the same key until it answers', async () => {
    const event = new Outbound(AGGREGATE_ID, { note: 'call' }, new Date());
    await publish(event);
    await eventually(() => expect(delivered).toEqual(Array(3).fill(`call ${event.id}`)));
    await eventually(async () =>
      expect(await application.sql(`SELECT FROM platform.outbox WHERE event_id = '${event.id}'`)).toEqual([]),
    );
  });

  it('holds a timer until its time, and delivers it once', async () => {
    const event = new Noted(AGGREGATE_ID, { note: 'timer' }, new Date());
    await unitOfWork.run(() => unitOfWork.schedule(event, new Date(Date.now() + 400)));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(delivered).toEqual([]);
    await eventually(() => expect(delivered).toEqual(['timer']));
  });

  it('does not let keys that wait for a retry crowd out the others', async () => {
    const stuck = Array.from({ length: 70 }, (_, i) => `D${i}-`);
    for (const key of stuck) poisoned.add(`${key}1`);
    await unitOfWork.run(
      () => unitOfWork.publish(...stuck.map((key) => new Keyed(AGGREGATE_ID, { key, note: `${key}1` }, new Date()))),
      { organizationId: operator.organizationId },
    );
    await application.sql(
      `UPDATE platform.outbox SET retry_at = now() + interval '1 hour', attempts = 1 WHERE ordering_key LIKE 'D%'`,
    );
    await keyed('E', 1);
    await eventually(() => expect(delivered).toContain('E1'));
    await application.sql(`DELETE FROM platform.outbox WHERE ordering_key LIKE 'D%'`);
    await application.sql(
      `UPDATE platform.dead_letters SET status = 'skipped', reason = 'test', resolved_at = now() WHERE ordering_key LIKE 'D%'`,
    );
  });

  it('buries an outside call whose every attempt ended with its process', async () => {
    const event = new Outbound(AGGREGATE_ID, { note: 'killer' }, new Date());
    await unitOfWork.run(() => unitOfWork.schedule(event, new Date(Date.now() + 300)), {
      organizationId: operator.organizationId,
    });
    await application.sql(`UPDATE platform.outbox SET attempts = 3 WHERE event_id = '${event.id}'`);
    await eventually(async () => {
      const { body } = await operator.get('/v1/dead-letters?status=dead');
      expect(body.items.map((item: { eventId: string }) => item.eventId)).toContain(event.id);
    });
    expect(delivered.filter((note) => note.startsWith('killer'))).toEqual([]);
  });

  it('hands its leases back when it stops', async () => {
    const second = await TestApplication.start({ database: application.database });
    let entered!: () => void;
    const inside = new Promise<void>((resolve) => (entered = resolve));
    class Stuck extends DomainEvent<{ note: string }> {
      static override readonly type = 'fixture.stuck';
      static override readonly aggregateType = 'fixture';
    }
    class StuckCall {
      @AfterCommit(Stuck, { effect: 'outside' })
      async call(_: Stuck): Promise<void> {
        entered();
        await new Promise((resolve) => setTimeout(resolve, 10_000).unref());
      }
    }
    second.app.get(EventRegistry).register(new StuckCall());
    const own = second.app.get(UnitOfWork);
    await own.run(() => own.publish(new Stuck(AGGREGATE_ID, { note: 'stuck' }, new Date())));
    await inside;
    const leases = () =>
      application.sql<{ leased_by: string | null }>(
        `SELECT leased_by FROM platform.outbox WHERE listener = 'StuckCall.call'`,
      );
    expect((await leases())[0]!.leased_by).not.toBeNull();
    await second.stop();
    expect((await leases())[0]!.leased_by).toBeNull();
  });
});
