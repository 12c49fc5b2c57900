import { DomainEvent } from '../../src/platform/events/domain-event';
import { EventRegistry } from '../../src/platform/events/event-registry';
import { AfterCommit } from '../../src/platform/events/listener.decorators';
import { Clock } from '../../src/platform/clock';
import { SimulatedTime } from '../../src/platform/simulation/simulated-time';
import { UnitOfWork } from '../../src/platform/transaction/unit-of-work';
import { TestApplication } from '../support/application';

const AGGREGATE_ID = '0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a';

class Rang extends DomainEvent<{ name: string }> {
  static override readonly type = 'fixture.rang';
  static override readonly aggregateType = 'fixture';
}

class Called extends DomainEvent<{ name: string }> {
  static override readonly type = 'fixture.called';
  static override readonly aggregateType = 'fixture';
}

const MINUTE = 60_000;
const TOKEN = 'the-token-of-this-simulation';

describe('simulated time', () => {
  let application: TestApplication;
  let clock: Clock;
  let unitOfWork: UnitOfWork;
  const rang: { name: string; at: Date }[] = [];

  class Alarm {
    @AfterCommit(Rang, { effect: 'database' })
    async ring({ payload: { name } }: Rang): Promise<void> {
      rang.push({ name, at: clock.now() });
      // A timer set by a timer, still within the step that is being taken.
      if (name === 'second') {
        await unitOfWork.schedule(
          new Rang(AGGREGATE_ID, { name: 'snooze' }, clock.now()),
          new Date(clock.now().getTime() + MINUTE),
        );
      }
    }
  }

  let answer: Promise<void>;

  class Telephone {
    @AfterCommit(Called, { effect: 'outside', key: ({ aggregateId }) => aggregateId, attempts: 1 })
    async call({ payload: { name } }: Called): Promise<void> {
      await answer;
      rang.push({ name, at: clock.now() });
    }
  }

  beforeAll(async () => {
    application = await TestApplication.start({ environment: { CLOCK: 'stepped', SIMULATION_TOKEN: TOKEN } });
    clock = application.app.get(Clock);
    unitOfWork = application.app.get(UnitOfWork);
    application.app.get(EventRegistry).register(new Alarm());
    application.app.get(EventRegistry).register(new Telephone());
  });
  afterAll(() => application.stop());

  const advance = (to: string, token = TOKEN) =>
    application.call('POST', '/__sim/clock', { to }, { authorization: `Bearer ${token}` });

  it('stands still, then steps from due moment to due moment', async () => {
    const start = clock.now();
    const at = (minutes: number) => new Date(start.getTime() + minutes * MINUTE);
    await unitOfWork.run(async () => {
      await unitOfWork.schedule(new Rang(AGGREGATE_ID, { name: 'second' }, start), at(20));
      await unitOfWork.schedule(new Rang(AGGREGATE_ID, { name: 'first' }, start), at(10));
      await unitOfWork.schedule(new Rang(AGGREGATE_ID, { name: 'beyond' }, start), at(90));
    });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(clock.now()).toEqual(start);
    expect(rang).toEqual([]);

    expect(await advance(at(60).toISOString())).toMatchObject({ status: 200, body: { now: at(60).toISOString() } });
    expect(rang).toEqual([
      { name: 'first', at: at(10) },
      { name: 'second', at: at(20) },
      { name: 'snooze', at: at(21) },
    ]);
  });

  describe('where a handler', () => {
    const soon = (minutes: number): Date => new Date(clock.now().getTime() + minutes * MINUTE);
    const called = () => rang.filter(({ name }) => name.startsWith('call ')).map(({ name }) => name);
    const call = (name: string, minutes: number): Promise<void> =>
      unitOfWork.run(() => unitOfWork.schedule(new Called(AGGREGATE_ID, { name }, clock.now()), soon(minutes)));

    it('does not end, says so after a while and stays at that moment', async () => {
      let end: () => void = () => undefined;
      answer = new Promise((resolve) => (end = resolve));
      const due = soon(10);
      await call('call one', 10);
      const time = application.app.get(SimulatedTime);
      await expect(time.advance(soon(60), 300)).rejects.toMatchObject({
        code: 'not_settled',
        message: 'Work that is due has not ended within 0.3 s.',
      });
      expect(clock.now()).toEqual(due);
      end();
      await time.advance(soon(1));
      expect(called()).toEqual(['call one']);
    });

    it('has failed for good, goes on without what its dead letter holds back', async () => {
      answer = Promise.reject(new Error('Nobody answers.'));
      answer.catch(() => undefined);
      await call('call two', 10);
      await call('call three', 20);
      const to = soon(60);
      expect(await advance(to.toISOString())).toMatchObject({ status: 200, body: { now: to.toISOString() } });
      expect(called()).toEqual(['call one']);
      const letters = `SELECT listener FROM platform.dead_letters WHERE status = 'dead'`;
      expect(await application.sql(letters)).toEqual([{ listener: 'Telephone.call' }]);
      const waiting = `SELECT due_at FROM platform.outbox WHERE listener = 'Telephone.call'`;
      expect(await application.sql(waiting)).toEqual([{ due_at: new Date(to.getTime() - 40 * MINUTE) }]);
    });
  });

  it('shares its time with every process', async () => {
    const second = await TestApplication.start({
      database: application.database,
      environment: { CLOCK: 'stepped', SIMULATION_TOKEN: TOKEN },
    });
    const to = new Date(clock.now().getTime() + 5 * MINUTE);
    await advance(to.toISOString());
    await second.app.get(Clock).refresh();
    expect(second.app.get(Clock).now()).toEqual(to);
    await second.stop();
  });

  it('never goes back, and obeys only who holds the token', async () => {
    expect(await advance('2020-01-01T00:00:00Z')).toMatchObject({ status: 400, body: { code: 'time_goes_forward' } });
    expect(await advance(clock.now().toISOString(), 'guess')).toMatchObject({ status: 401 });
    expect(await advance('tomorrow')).toMatchObject({ status: 400, body: { errors: [{ field: 'to' }] } });
  });

  it('does not exist on the wall clock', async () => {
    const wall = await TestApplication.start({ environment: { SIMULATION_TOKEN: TOKEN } });
    expect((await wall.call('GET', '/__sim/clock', undefined, { authorization: `Bearer ${TOKEN}` })).status).toBe(404);
    await wall.stop();
  });
});
