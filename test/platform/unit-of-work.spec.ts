import { DomainEvent } from '../../src/platform/events/domain-event';
import { EventRegistry } from '../../src/platform/events/event-registry';
import { AfterCommit, InTransaction, InTransactionTogether } from '../../src/platform/events/listener.decorators';
import { lock } from '../../src/platform/transaction/locks';
import { FinishedUnitOfWorkError } from '../../src/platform/transaction/transaction-scope';
import { OutsideUnitOfWorkError, SwallowedErrorError, UnitOfWork } from '../../src/platform/transaction/unit-of-work';
import { eventually, TestApplication } from '../support/application';

const AGGREGATE_ID = '0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a';

class Happened extends DomainEvent<{ note: string }> {
  static override readonly type = 'fixture.happened';
  static override readonly aggregateType = 'fixture';
}
class Followed extends DomainEvent<{ note: string }> {
  static override readonly type = 'fixture.followed';
  static override readonly aggregateType = 'fixture';
}
class Together extends DomainEvent<{ note: string }> {
  static override readonly type = 'fixture.together';
  static override readonly aggregateType = 'fixture';
}
class Answered extends DomainEvent<{ note: string }> {
  static override readonly type = 'fixture.answered';
  static override readonly aggregateType = 'fixture';
}

describe('unit of work', () => {
  let application: TestApplication;
  let unitOfWork: UnitOfWork;
  let registry: EventRegistry;

  beforeAll(async () => {
    application = await TestApplication.start({ environment: { DATABASE_POOL_SIZE: '4' } });
    unitOfWork = application.app.get(UnitOfWork);
    registry = application.app.get(EventRegistry);
    await application.sql('CREATE TABLE public.notes (note text PRIMARY KEY)');
    await application.sql('GRANT ALL ON public.notes TO cabstand_runtime, cabstand_worker');
  });
  afterAll(() => application.stop());

  const note = (text: string) => unitOfWork.query('INSERT INTO public.notes VALUES ($1)', [text]);
  const notes = async () =>
    (await application.sql<{ note: string }>('SELECT note FROM public.notes')).map((r) => r.note);

  it('refuses work outside, rather than autocommitting it', async () => {
    await expect(note('nowhere')).rejects.toThrow(OutsideUnitOfWorkError);
    expect(() => unitOfWork.manager).toThrow(OutsideUnitOfWorkError);
    expect(await notes()).not.toContain('nowhere');
  });

  it('refuses a query of a finished one', async () => {
    let late: (() => Promise<unknown>) | undefined;
    let release: (() => void) | undefined;
    const over = new Promise<void>((resolve) => (release = resolve));
    let stray: Promise<unknown> | undefined;
    await unitOfWork.run(async () => {
      await note('in time');
      late = () => note('late');
      stray = over.then(() => late!());
    });
    release!();
    await expect(stray).rejects.toThrow(FinishedUnitOfWorkError);
    expect(await notes()).toEqual(expect.not.arrayContaining(['late']));
  });

  it('writes nothing more once one of its last writers has failed', async () => {
    const failing = unitOfWork.run(async () => {
      await note('before the last');
      unitOfWork.beforeCommit(async () => {
        await unitOfWork.query('SELECT pg_sleep(0.1)');
        await note('after the rollback');
      });
      unitOfWork.beforeCommit(() => Promise.reject(new Error('the other one')));
    });
    await expect(failing).rejects.toThrow('the other one');
    await unitOfWork.run(() => unitOfWork.query('SELECT pg_sleep(0.2)'));
    expect(await notes()).toEqual(expect.not.arrayContaining(['before the last', 'after the rollback']));
  });

  it('joins the open one: an inner failure undoes the whole', async () => {
    const outer = unitOfWork.run(async () => {
      await note('outer');
      await unitOfWork.run(() => note('inner'));
      throw new Error('no');
    });
    await expect(outer).rejects.toThrow('no');
    expect(await notes()).toEqual(expect.not.arrayContaining(['outer', 'inner']));
  });

  it('finishes 64 at once on a pool of 4, each with several statements and an inner unit', async () => {
    await Promise.all(
      Array.from({ length: 64 }, (_, i) =>
        unitOfWork.run(
          async () => {
            await note(`crowd ${i}`);
            await unitOfWork.run(() => unitOfWork.query('SELECT pg_sleep(0.005)'));
          },
          { locks: [lock('driver', `d${i % 3}`), lock('ride', `r${i % 5}`)] },
        ),
      ),
    );
    expect((await notes()).filter((n) => n.startsWith('crowd'))).toHaveLength(64);
  });

  it('retries a deadlock in a fresh transaction, with what was buffered thrown away', async () => {
    const seen: string[] = [];
    class DeadlockWitness {
      @InTransaction(Happened)
      async note(event: Happened): Promise<void> {
        seen.push(event.payload.note);
      }
    }
    registry.register(new DeadlockWitness());
    const held = [deferred(), deferred()] as const;
    let attempts = 0;
    /** Takes `own`, waits until both hold theirs, then wants the other's: the database undoes one of the two. */
    const contender = (own: number, other: number) =>
      unitOfWork.run(async () => {
        attempts++;
        await unitOfWork.publish(new Happened(AGGREGATE_ID, { note: `contender ${own}` }, new Date()));
        // Would violate its key on the second attempt if the first had left anything.
        await note(`contender ${own}`);
        await unitOfWork.query(`SELECT pg_advisory_xact_lock(${1000 + own})`);
        held[own as 0 | 1].resolve();
        await held[other as 0 | 1].promise;
        await unitOfWork.query(`SELECT pg_advisory_xact_lock(${1000 + other})`);
      });
    await Promise.all([contender(0, 1), contender(1, 0)]);
    expect(attempts).toBe(3);
    expect(seen).toHaveLength(3);
    expect(await notes()).toEqual(expect.arrayContaining(['contender 0', 'contender 1']));
  });

  it('takes locks in one order and refuses one that comes too late or from a listener', async () => {
    await expect(
      unitOfWork.run(() => unitOfWork.lock([lock('ride', 'r')]), { locks: [lock('driver', 'd')] }),
    ).rejects.toThrow('must be taken before');
    class Grabber {
      @InTransaction(Followed)
      async grab(event: Followed): Promise<void> {
        if (event.payload.note === 'grab') await unitOfWork.lock([lock('driver', 'x')]);
      }
    }
    registry.register(new Grabber());
    await expect(
      unitOfWork.run(() => unitOfWork.publish(new Followed(AGGREGATE_ID, { note: 'grab' }, new Date()))),
    ).rejects.toThrow('tried to take a lock');
  });

  it.each([
    [['a'], 1],
    [['a', 'b', 'c'], null],
    [[], 0],
  ])('takes the first lock that nobody holds, and waits for none: %j are held, it takes %j', async (held, taken) => {
    const [holding, release] = [deferred(), deferred()];
    const holder = unitOfWork.run(
      async () => {
        holding.resolve();
        await release.promise;
      },
      { locks: held.map((id) => lock('driver', id)) },
    );
    await holding.promise;
    const wanted = ['a', 'b', 'c'].map((id) => lock('driver', id));
    await expect(unitOfWork.run(() => unitOfWork.lockFirstFree(wanted))).resolves.toBe(taken);
    release.resolve();
    await holder;
    await expect(
      unitOfWork.run(() => unitOfWork.lockFirstFree([lock('ride', 'r')]), { locks: [lock('driver', 'd')] }),
    ).rejects.toThrow('must be taken before');
  });

  it('runs listeners in order, one after another, and what they publish after them', async () => {
    const trail: string[] = [];
    class Trail {
      @InTransaction(Happened, { order: 2 })
      async last(event: Happened): Promise<void> {
        if (event.payload.note !== 'trail') return;
        trail.push('last');
      }
      @InTransaction(Happened, { order: 1 })
      async first(event: Happened): Promise<void> {
        if (event.payload.note !== 'trail') return;
        trail.push('first begins');
        await unitOfWork.publish(new Followed(event.aggregateId, { note: 'trail' }, event.occurredAt));
        await unitOfWork.query('SELECT pg_sleep(0.01)');
        trail.push('first ends');
      }
      @InTransaction(Followed)
      async follow(event: Followed): Promise<void> {
        if (event.payload.note === 'trail') trail.push(`followed, caused by ${event.causationId !== null}`);
      }
    }
    registry.register(new Trail());
    await unitOfWork.run(() => unitOfWork.publish(new Happened(AGGREGATE_ID, { note: 'trail' }, new Date())));
    expect(trail).toEqual(['first begins', 'first ends', 'last', 'followed, caused by true']);
  });

  it('leaves no trace of what a listener vetoed: no row, no outbox row', async () => {
    const delivered: string[] = [];
    class Veto {
      @InTransaction(Happened, { order: 9 })
      async veto(event: Happened): Promise<void> {
        if (event.payload.note === 'veto') throw new Error('vetoed');
      }
      @AfterCommit(Happened, { effect: 'database' })
      async deliver(event: Happened): Promise<void> {
        delivered.push(event.payload.note);
      }
    }
    registry.register(new Veto());
    const vetoed = unitOfWork.run(async () => {
      await note('vetoed');
      await unitOfWork.publish(new Happened(AGGREGATE_ID, { note: 'veto' }, new Date()));
    });
    await expect(vetoed).rejects.toThrow('vetoed');
    await unitOfWork.run(() => unitOfWork.publish(new Happened(AGGREGATE_ID, { note: 'passed' }, new Date())));
    await eventually(() => expect(delivered).toContain('passed'));
    expect(delivered).not.toContain('veto');
    expect(await notes()).not.toContain('vetoed');
  });

  it('cannot have the SQL error of a listener swallowed', async () => {
    class Careless {
      @InTransaction(Happened)
      async swallow(event: Happened): Promise<void> {
        if (event.payload.note === 'swallow') await unitOfWork.query('SELECT 1 / 0').catch(() => undefined);
      }
    }
    registry.register(new Careless());
    const swallowed = unitOfWork.run(async () => {
      await note('swallowed');
      await unitOfWork.publish(new Followed(AGGREGATE_ID, { note: 'no outbox row' }, new Date()));
      await unitOfWork.publish(new Happened(AGGREGATE_ID, { note: 'swallow' }, new Date()));
    });
    await expect(swallowed).rejects.toThrow();
    expect(await notes()).not.toContain('swallowed');

    const silent = unitOfWork.run(async () => {
      await note('silent');
      await unitOfWork.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(silent).rejects.toThrow(SwallowedErrorError);
    expect(await notes()).not.toContain('silent');
  });

  it('gives facts that came about together to who takes many in one call, to the others one by one, each in order', async () => {
    const heard: string[] = [];
    class First {
      @InTransaction(Together, { order: 1 })
      async one({ payload }: Together): Promise<void> {
        heard.push(`one ${payload.note}`);
        if (payload.note === 'veto') throw new Error('vetoed');
      }
    }
    class Second {
      @InTransactionTogether(Together, { order: 2 })
      async many(events: readonly Together[]): Promise<void> {
        heard.push(`many ${events.map(({ payload }) => payload.note).join()}`);
        await unitOfWork.publishTogether(
          ...events.map((event) => new Answered(AGGREGATE_ID, event.payload, new Date()).becauseOf(event)),
        );
      }
    }
    const answers: Answered[] = [];
    class Third {
      @InTransaction(Answered)
      async answered(event: Answered): Promise<void> {
        answers.push(event);
      }
    }
    for (const listener of [new First(), new Second(), new Third()]) registry.register(listener);
    const facts = ['a', 'b', 'c'].map((text) => new Together(AGGREGATE_ID, { note: text }, new Date()));
    await unitOfWork.run(async () => {
      await unitOfWork.publishTogether(...facts);
      await unitOfWork.publish(new Together(AGGREGATE_ID, { note: 'alone' }, new Date()));
    });
    expect(heard).toEqual(['one a', 'one b', 'one c', 'many a,b,c', 'one alone', 'many alone']);
    expect(answers.slice(0, 3).map(({ causationId, depth }) => [causationId, depth])).toEqual(
      facts.map(({ id }) => [id, 1]),
    );

    const vetoed = unitOfWork.run(async () => {
      await note('beside a veto');
      const together = ['d', 'veto', 'e'].map((text) => new Together(AGGREGATE_ID, { note: text }, new Date()));
      await unitOfWork.publishTogether(...together);
    });
    await expect(vetoed).rejects.toThrow('vetoed');
    expect(await notes()).not.toContain('beside a veto');
    await expect(
      unitOfWork.run(() =>
        unitOfWork.publishTogether(facts[0]!, new Happened(AGGREGATE_ID, { note: 'x' }, new Date())),
      ),
    ).rejects.toThrow('of one kind');
  });

  it('writes the record of a part while the transaction goes on, once, and takes it back with the rest', async () => {
    const recorded = (text: string) =>
      application.sql<{ payload: { note: string } }>(
        `SELECT payload FROM audit.entries WHERE payload ->> 'note' LIKE $1 ORDER BY id`,
        [`${text}%`],
      );
    const inParts = (text: string, fails: boolean) =>
      unitOfWork.run(
        async () => {
          for (const part of [1, 2]) {
            await unitOfWork.publish(new Answered(AGGREGATE_ID, { note: `${text} ${part}` }, new Date()));
            await unitOfWork.writeThrough();
            const written = `SELECT FROM audit.entries WHERE payload ->> 'note' LIKE '${text}%'`;
            expect((await unitOfWork.query(written)).rowCount).toBe(part);
          }
          await unitOfWork.publish(new Answered(AGGREGATE_ID, { note: `${text} last` }, new Date()));
          if (fails) throw new Error('at the last');
        },
        { as: 'worker', organizationId: null },
      );
    await inParts('whole', false);
    expect((await recorded('whole')).map(({ payload }) => payload.note)).toEqual(['whole 1', 'whole 2', 'whole last']);
    await expect(inParts('half', true)).rejects.toThrow('at the last');
    expect(await recorded('half')).toEqual([]);
  });

  it('stops listeners that answer each other for ever', async () => {
    class Echo {
      @InTransaction(Followed)
      async echo(event: Followed): Promise<void> {
        if (event.payload.note === 'echo')
          await unitOfWork.publish(new Followed(AGGREGATE_ID, { note: 'echo' }, new Date()));
      }
    }
    registry.register(new Echo());
    await expect(
      unitOfWork.run(() => unitOfWork.publish(new Followed(AGGREGATE_ID, { note: 'echo' }, new Date()))),
    ).rejects.toThrow('chain of more than 32');
  });
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
