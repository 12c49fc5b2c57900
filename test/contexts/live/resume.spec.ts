import { eventually } from '../../support/application';
import type { StreamClient } from './stream-client';
import { WatchedOperator } from './watched-operator';

const WRITERS = 6;
const RIDES_EACH = 25;

describe('resuming the live stream', () => {
  let here: WatchedOperator;
  let there: WatchedOperator;
  beforeAll(async () => {
    here = await WatchedOperator.open();
    there = await WatchedOperator.open(here.application.database, here.organizationId);
  });
  afterEach(() => [here, there].forEach((process) => process.hangUp()));
  afterAll(async () => {
    await there.close();
    await here.close();
  });

  const positionOf = (id: string | null): number => Number(id!.split('-')[1]);
  const head = async (): Promise<number> => {
    const sql = 'SELECT position FROM live.heads WHERE organization_id = $1';
    const [row] = await here.application.sql<{ position: number }>(sql, [here.organizationId]);
    return Number(row?.position ?? 0);
  };

  it('loses nothing and tells nothing twice, while two processes write and a reader changes between them', async () => {
    const ops = await here.actAs({ role: 'ops' });
    const first = await here.watch(ops);
    await eventually(() => expect(first.snapshot).toBeDefined());
    const from = positionOf(first.lastEventId);
    const rides: string[] = [];
    let writing = true;
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      const process = writer % 2 ? here : there;
      for (let i = 0; i < RIDES_EACH; i++) rides.push(await process.ride());
    });
    void Promise.all(writers).then(() => (writing = false));
    const clients: StreamClient[] = [first];
    while (writing) {
      const last = clients.at(-1)!;
      await eventually(() => expect(last.events.length > 3 || !writing).toBe(true), 20_000);
      last.close();
      const next = clients.length % 2 ? there : here;
      clients.push(await next.watch(ops, last.lastEventId ? { 'last-event-id': last.lastEventId } : {}));
    }
    await Promise.all(writers);
    const seen = (): number[] =>
      clients.flatMap(({ events }) => events.flatMap(({ name, id }) => (name === 'change' ? positionOf(id) : [])));
    await eventually(async () => {
      const outbox = await here.application.sql('SELECT FROM platform.outbox');
      expect(outbox).toEqual([]);
      expect(seen().at(-1)).toBe(await head());
    }, 30_000);
    // Each position after the snapshot, once, in order: though nobody waited for anybody.
    expect(clients.length).toBeGreaterThan(3);
    expect(clients.slice(1).some((client) => client.snapshot)).toBe(false);
    expect(seen()).toEqual(Array.from({ length: (await head()) - from }, (_, i) => from + 1 + i));
    const told = clients.flatMap((client) => client.changes('ride').map(({ rideId }: { rideId: string }) => rideId));
    expect([...told].sort()).toEqual([...rides].sort());
  }, 60_000);

  it('loses nothing to who resumes in a process where another stream is being fed', async () => {
    const stays = await here.watch(await here.actAs({ role: 'ops' }));
    await eventually(() => expect(stays.snapshot).toBeDefined());
    for (let i = 0; i < 6; i++) await here.ride();
    await eventually(() => expect(stays.changes('ride').length).toBeGreaterThanOrEqual(6));
    let writing = true;
    const writers = Array.from({ length: 4 }, async () => {
      for (let i = 0; i < RIDES_EACH; i++) await here.ride();
    });
    const written = Promise.all(writers).then(() => (writing = false));
    const gaps: string[] = [];
    const readers = await Promise.all(Array.from({ length: 6 }, () => here.actAs({ role: 'ops' })));
    await Promise.all(
      readers.map(async (reader) => {
        while (writing) {
          const from = stays.events.filter(({ name }) => name === 'change').at(-5)!.id!;
          const resumed = await here.watch(reader, { 'last-event-id': from });
          await eventually(() => expect(resumed.events.length).toBeGreaterThanOrEqual(4));
          const told = resumed.events.map(({ id }) => positionOf(id));
          if (told.some((position, i) => position !== positionOf(from) + 1 + i)) gaps.push(`${from}: ${told.join()}`);
          resumed.close();
        }
      }),
    );
    await written;
    expect(gaps).toEqual([]);
  }, 60_000);

  it('begins anew where the log holds it no more, or where the id is of other eyes', async () => {
    const ops = await here.actAs({ role: 'ops' });
    const first = await here.watch(ops);
    await eventually(() => expect(first.snapshot).toBeDefined());
    await here.ride();
    await here.ride();
    const last = await eventually(() => {
      expect(first.changes('ride').length).toBeGreaterThanOrEqual(2);
      return first.events.find(({ name }) => name === 'change')!.id!;
    });
    first.close();
    const served = await here.watch(ops, { 'last-event-id': last });
    await eventually(() => expect(served.changes('ride')).toHaveLength(1));
    expect(served.snapshot).toBeUndefined();
    // Of a fleet's manager, of another organization, of nobody, of the future.
    const manager = await here.actAs({ role: 'fleet_manager', fleetIds: [here.organizationId] });
    const future = last.replace(/\d+$/, '999999999');
    for (const [caller, id] of [
      [manager, last],
      [await here.actAs({ role: 'ops', organizationId: manager.userId }), last],
      [ops, 'nonsense'],
      [ops, future],
    ] as const) {
      const stranger = await here.watch(caller, { 'last-event-id': id });
      await eventually(() => expect(stranger.snapshot).toBeDefined());
    }
    await here.application.sql('DELETE FROM live.changes WHERE position <= $1', [positionOf(last) + 1]);
    const late = await here.watch(ops, { 'last-event-id': last });
    await eventually(() => expect(late.snapshot).toBeDefined());
    expect(late.events).toHaveLength(1);
  });
});
