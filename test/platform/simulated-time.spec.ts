import { DomainEvent } from '../../src/platform/events/domain-event';
import { EventRegistry } from '../../src/platform/events/event-registry';
import { AfterCommit } from '../../src/platform/events/listener.decorators';
import { Clock } from '../../src/platform/clock';
import { UnitOfWork } from '../../src/platform/transaction/unit-of-work';
import { TestApplication } from '../support/application';

const AGGREGATE_ID = '0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a';

class Rang extends DomainEvent<{ name: string }> {
  static override readonly type = 'fixture.rang';
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

  beforeAll(async () => {
    application = await TestApplication.start({ environment: { CLOCK: 'stepped', SIMULATION_TOKEN: TOKEN } });
    clock = application.app.get(Clock);
    unitOfWork = application.app.get(UnitOfWork);
    application.app.get(EventRegistry).register(new Alarm());
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
