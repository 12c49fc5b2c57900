import { DomainEvent } from '../../src/platform/events/domain-event';
import { EventRegistry } from '../../src/platform/events/event-registry';
import { AfterCommit } from '../../src/platform/events/listener.decorators';
import { OutboxOptions } from '../../src/platform/outbox/outbox-options';
import { LANES } from '../../src/platform/outbox/outbox-signal';
import { UnitOfWork } from '../../src/platform/transaction/unit-of-work';
import { eventually, TestApplication } from '../support/application';

const AGGREGATE_ID = '0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a';
/** Nobody who is not woken would look in the time of a test. */
const NEVER_MS = 600_000;

class Rung extends DomainEvent<{ by: string }> {
  static override readonly type = 'fixture.rung';
  static override readonly aggregateType = 'fixture';
}

/** One handler a lane, which hears of every event. */
class Bells {
  constructor(private readonly heard: string[]) {}

  @AfterCommit(Rung, { effect: 'database' })
  database({ payload }: Rung): Promise<void> {
    return this.ring('database', payload.by);
  }
  @AfterCommit(Rung, { effect: 'outside', urgent: true })
  urgent({ payload }: Rung): Promise<void> {
    return this.ring('urgent', payload.by);
  }
  @AfterCommit(Rung, { effect: 'outside' })
  patient({ payload }: Rung): Promise<void> {
    return this.ring('patient', payload.by);
  }
  @AfterCommit(Rung, { effect: 'database', key: ({ payload }) => payload.by })
  keyed({ payload }: Rung): Promise<void> {
    return this.ring('keyed', payload.by);
  }

  private ring(lane: string, by: string): Promise<void> {
    this.heard.push(`${lane} by ${by}`);
    return Promise.resolve();
  }
}

describe('the lanes of the outbox, that look by themselves only every ten minutes', () => {
  const heard: string[] = [];
  let worker: TestApplication;

  beforeAll(async () => {
    worker = await TestApplication.start({ outbox: new OutboxOptions(true, NEVER_MS) });
    worker.app.get(EventRegistry).register(new Bells(heard));
  });
  afterAll(() => worker.stop());
  beforeEach(() => heard.splice(0));

  const ring = (application: TestApplication, by: string): Promise<void> => {
    const unitOfWork = application.app.get(UnitOfWork);
    return unitOfWork.run(() => unitOfWork.publish(new Rung(AGGREGATE_ID, { by }, new Date())));
  };

  it('are each woken by a commit of their own process that has something for them', async () => {
    await ring(worker, 'itself');
    await eventually(() => expect([...heard].sort()).toEqual(LANES.map((lane) => `${lane} by itself`).sort()));
  });

  it('are each woken by their name from another process', async () => {
    const other = await TestApplication.start({ database: worker.database, outbox: new OutboxOptions(false) });
    other.app.get(EventRegistry).register(new Bells([]));
    await ring(other, 'another');
    await other.stop();
    for (const [index, lane] of LANES.entries()) {
      await worker.sql(`SELECT pg_notify('cabstand_outbox', '${lane}')`);
      await eventually(() => expect(heard).toContain(`${lane} by another`));
      expect(heard).toHaveLength(index + 1);
    }
  });
});
