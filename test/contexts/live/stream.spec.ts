import { v7 as uuidv7 } from 'uuid';
import { DocumentAboutToExpire } from '../../../src/contexts/verification/contracts/verification-events';
import { TurnBoard } from '../../../src/contexts/live/application/turn-board.job';
import { eventually } from '../../support/application';
import { WatchedOperator } from './watched-operator';

const HOUR_MS = 3_600_000;

describe('the live stream', () => {
  let operator: WatchedOperator;
  beforeAll(async () => (operator = await WatchedOperator.open()));
  afterEach(() => operator.hangUp());
  afterAll(() => operator.close());

  /** Told to everybody who could have been told more before it. */
  const toldUpTo = async (client: { lastEventId: string | null }): Promise<void> => {
    const [head] = await operator.application.sql<{ position: string }>(
      'SELECT position FROM live.heads WHERE organization_id = $1',
      [operator.organizationId],
    );
    await eventually(() =>
      expect(Number(client.lastEventId?.split('-')[1])).toBeGreaterThanOrEqual(Number(head!.position)),
    );
  };

  it('tells who sees the whole operator that a paper of the operator or of a user of his lapses, and nobody else', async () => {
    const whole = await operator.watch(await operator.actAs({ role: 'ops' }));
    const narrowed = await operator.watch(await operator.actAs({ role: 'fleet_manager', fleetIds: [uuidv7()] }));
    for (const subjectType of ['organization', 'user'] as const) {
      const document = { documentId: uuidv7(), subjectType, subjectId: uuidv7(), documentType: 'police_verification' };
      const left = { expiresOn: '2030-01-31', daysLeft: 15, fleetId: null, hubId: null };
      await operator.given(new DocumentAboutToExpire(document.documentId, { ...document, ...left }, new Date()));
      const told = await whole.change('document', ({ documentId }) => documentId === document.documentId);
      expect(told).toMatchObject({ subjectType, daysLeft: 15 });
    }
    await toldUpTo(narrowed);
    expect(JSON.stringify(narrowed.events)).not.toContain('police_verification');
  });

  describe('of a rider', () => {
    it('begins with his ride as it is, and goes on with what becomes of it', async () => {
      const rider = await operator.actAs({ role: 'rider' });
      const { driverId } = await operator.driver();
      const rideId = await operator.ride(rider.userId);
      const board = await operator.watch(await operator.actAs({ role: 'ops' }));
      await eventually(() => expect(board.events.length).toBeGreaterThan(0));
      await toldUpTo(board);
      const stream = await operator.watch(rider);
      await eventually(() =>
        expect(stream.snapshot.rides).toMatchObject([{ rideId, status: 'CREATED', driver: null }]),
      );
      await operator.assigned(rideId, driverId);
      const driver = { driverId, name: 'Asha', plate: 'DL1ZA1234', finishingAnotherRide: false };
      const assigned = await stream.change('ride', ({ status }) => status === 'DRIVER_ASSIGNED');
      expect(assigned).toMatchObject({ rideId, driver, promisedPickupAt: expect.any(String) });
      await operator.departed(rideId, driverId);
      await stream.change('ride', ({ status }) => status === 'EN_ROUTE');
      expect(JSON.stringify(stream.events)).not.toMatch(/Meera|\+91/);
    });

    it('points the second cab to where the first one broke down with him aboard', async () => {
      const rider = await operator.actAs({ role: 'rider' });
      const [first, second] = [await operator.driver(), await operator.driver()];
      const rideId = await operator.ride(rider.userId);
      await operator.assigned(rideId, first.driverId);
      await operator.started(rideId, first.driverId);
      const stream = await operator.watch(rider);
      const driver = await operator.watch(await operator.actAs({ role: 'driver', driverId: second.driverId }));
      const place = { latitude: 28.61, longitude: 77.23 };
      await operator.brokeDown(rideId, first.driverId, place);
      await operator.offered(rideId, second.driverId);
      expect(await driver.change('offer', () => true)).toMatchObject({ pickup: place });
      await operator.assigned(rideId, second.driverId);
      const assigned = await stream.change('ride', (ride) => ride.driver?.driverId === second.driverId);
      expect(assigned).toMatchObject({ status: 'DRIVER_ASSIGNED', pickup: { latitude: 28.5562 }, meetingPoint: place });
    });

    it('tells nothing of anybody else', async () => {
      const [asha, meera] = [await operator.actAs({ role: 'rider' }), await operator.actAs({ role: 'rider' })];
      const theirs = await operator.watch(meera);
      const board = await operator.watch(await operator.actAs({ role: 'ops' }));
      const rideId = await operator.ride(asha.userId);
      const { driverId } = await operator.driver();
      await operator.offered(rideId, driverId);
      await operator.assigned(rideId, driverId);
      await board.change('ride', (ride) => ride.rideId === rideId && ride.status === 'DRIVER_ASSIGNED');
      const own = await operator.ride(meera.userId);
      await theirs.change('ride', (ride) => ride.rideId === own);
      expect(theirs.snapshot).toEqual({ rides: [], drivers: [], offers: [] });
      expect(theirs.events.filter(({ name }) => name === 'change')).toHaveLength(1);
    });
  });

  describe('of a driver', () => {
    it('tells his offers until they end, and the rides that are his, until they are not', async () => {
      const { driverId } = await operator.driver();
      const other = await operator.driver();
      const rideId = await operator.ride();
      const stream = await operator.watch(await operator.actAs({ role: 'driver', driverId }));
      const offerId = await operator.offered(rideId, driverId);
      const offer = await stream.change('offer', () => true);
      expect(offer).toMatchObject({ offerId, status: 'OPEN', pickupMetres: 900, pickup: { latitude: 28.5562 } });
      await operator.withdrawn(offerId, rideId, driverId);
      await stream.change('offer', ({ status }) => status === 'WITHDRAWN');
      await operator.offered(rideId, other.driverId);
      await operator.assigned(rideId, driverId);
      await stream.change('ride', ({ status }) => status === 'DRIVER_ASSIGNED');
      await operator.assigned(rideId, other.driverId, driverId);
      expect(await stream.change('ride_left', () => true)).toEqual({ rideId });
      await operator.departed(rideId, other.driverId);
      await operator.ride();
      const again = await operator.watch(await operator.actAs({ role: 'driver', driverId: other.driverId }));
      await eventually(() => expect(again.snapshot.rides).toMatchObject([{ rideId, status: 'EN_ROUTE' }]));
      expect(again.snapshot.offers).toMatchObject([{ status: 'OPEN', driverId: other.driverId }]);
      expect(stream.changes('ride')).toHaveLength(1);
      expect(stream.changes('offer')).toHaveLength(2);
    });
  });

  describe('of plans', () => {
    it('tells those in whose scope the driver is of what broke, and when it is put right, and nobody else', async () => {
      const mine = await operator.driver();
      const theirs = await operator.driver(mine.fleetId);
      const rideId = await operator.ride();
      const ops = await operator.watch(await operator.actAs({ role: 'ops' }));
      const hub = await operator.watch(
        await operator.actAs({ role: 'hub_manager', fleetIds: [mine.fleetId], hubIds: [mine.hubId] }),
      );
      const himself = await operator.watch(await operator.actAs({ role: 'driver', driverId: mine.driverId }));
      await eventually(() => expect([ops, hub, himself].every(({ snapshot }) => snapshot !== undefined)).toBe(true));
      const foreign = await operator.conflicted(theirs.driverId, { kind: 'shift_missed', rosterEntryId: uuidv7() });
      const own = await operator.conflicted(mine.driverId, { kind: 'driver_off_duty', rideId });
      await operator.resolved(own, mine.driverId);
      await ops.change('conflict', ({ conflictId }) => conflictId === foreign);
      expect(await hub.change('conflict', () => true)).toMatchObject({
        ...{ conflictId: own, version: 1, kind: 'driver_off_duty', rideId, rosterEntryId: null },
        ...{ driverId: mine.driverId, detail: 'He is not there.' },
      });
      expect(await hub.change('conflict_left', () => true)).toEqual({ conflictId: own, version: 2 });
      expect(hub.changes('conflict')).toHaveLength(1);
      await toldUpTo(ops);
      expect(himself.changes('conflict')).toEqual([]);
      const late = await operator.watch(await operator.actAs({ role: 'ops' }));
      await eventually(() => expect(late.snapshot).toBeDefined());
      expect(Object.keys(late.snapshot as object)).toEqual(['rides', 'drivers', 'offers']);
    });

    it('tells a driver of his shifts as he is told of them, and of those that are his no more', async () => {
      const [mine, other] = [await operator.driver(), await operator.driver()];
      const stream = await operator.watch(await operator.actAs({ role: 'driver', driverId: mine.driverId }));
      const ops = await operator.watch(await operator.actAs({ role: 'ops' }));
      await eventually(() => expect([stream, ops].every(({ snapshot }) => snapshot !== undefined)).toBe(true));
      await operator.rostered(other.driverId);
      const [first, second, third] = [
        await operator.rostered(mine.driverId),
        await operator.rostered(mine.driverId),
        await operator.rostered(mine.driverId),
      ];
      const shift = await stream.change('shift', ({ rosterEntryId }) => rosterEntryId === first);
      expect(shift).toMatchObject({ driverId: mine.driverId, version: 1, startsAt: expect.any(String) });
      await operator.unrostered(mine.driverId, { cancelled: first, replaced: second, missed: third });
      for (const id of [first, second, third]) {
        expect(await stream.change('shift_left', ({ rosterEntryId }) => rosterEntryId === id)).toMatchObject({
          version: 2,
        });
      }
      expect(stream.changes('shift')).toHaveLength(3);
      await toldUpTo(ops);
      expect([...ops.changes('shift'), ...ops.changes('shift_left')]).toEqual([]);
    });
  });

  describe('of an operator', () => {
    it('shows the whole board to who has all of it, and to a hub manager what his drivers do', async () => {
      const mine = await operator.driver();
      const theirs = await operator.driver(mine.fleetId);
      const [own, foreign] = [await operator.ride(), await operator.ride()];
      await operator.assigned(own, mine.driverId);
      const ops = await operator.watch(await operator.actAs({ role: 'ops' }));
      const hub = await operator.watch(
        await operator.actAs({ role: 'hub_manager', fleetIds: [mine.fleetId], hubIds: [mine.hubId] }),
      );
      await operator.assigned(foreign, theirs.driverId);
      const rideOf = (id: string) => (ride: { rideId: string; status: string }) =>
        ride.rideId === id && ride.status !== 'CREATED';
      await ops.change('ride', rideOf(foreign));
      await operator.departed(own, mine.driverId);
      await hub.change('ride', ({ rideId, status }) => rideId === own && status === 'EN_ROUTE');
      const seen = JSON.stringify(hub.events);
      expect(seen).not.toContain(foreign);
      expect(seen).not.toContain(theirs.driverId);
      expect(hub.snapshot.drivers).toMatchObject([{ driverId: mine.driverId, duty: 'ON', name: 'Asha' }]);
      expect(JSON.stringify(ops.snapshot)).toContain(theirs.driverId);
      // His driver loses the ride: it leaves his board, and he sees no more of it.
      await operator.assigned(own, theirs.driverId, mine.driverId);
      await hub.change('ride_left', ({ rideId }) => rideId === own);
      await ops.change('ride', ({ rideId, driver }) => rideId === own && driver?.driverId === theirs.driverId);
      expect(JSON.stringify(hub.events)).not.toContain(theirs.driverId);
    });

    it('takes a driver’s rides to the board of his new hub, when he changes it', async () => {
      const mine = await operator.driver();
      const theirs = await operator.driver(mine.fleetId);
      const rideId = await operator.ride();
      await operator.assigned(rideId, mine.driverId);
      const ops = await operator.watch(await operator.actAs({ role: 'ops' }));
      await eventually(() => expect(ops.snapshot?.rides).toContainEqual(expect.objectContaining({ rideId })));
      const [before, after] = await Promise.all(
        [mine.hubId, theirs.hubId].map(async (hubId) =>
          operator.watch(await operator.actAs({ role: 'hub_manager', fleetIds: [mine.fleetId], hubIds: [hubId] })),
        ),
      );
      await eventually(() => expect(before!.snapshot?.rides).toMatchObject([{ rideId }]));
      await operator.movedTo(theirs.hubId, mine);
      expect(await before!.change('ride_left', () => true)).toEqual({ rideId });
      await after!.change('ride', (ride) => ride.rideId === rideId);
      await toldUpTo(ops);
      const last = ops.events.filter(({ data }) => data.payload?.rideId === rideId).at(-1)!;
      expect(last.data).toMatchObject({ kind: 'ride' });
    });

    it('shows the rides of the next hours as they come, and keeps them until they are over', async () => {
      const rider = await operator.actAs({ role: 'rider' });
      const ops = await operator.actAs({ role: 'ops' });
      const [own, board] = [await operator.watch(rider), await operator.watch(ops)];
      const rideId = uuidv7();
      const ofRide = (ride: { rideId: string }): boolean => ride.rideId === rideId;
      await eventually(() => expect(board.snapshot).toBeDefined());
      await operator.given(operator.booked(rider.userId, rideId, new Date(Date.now() + 5 * HOUR_MS)));
      // The rider sees it at once.
      await own.change('ride', ofRide);
      await operator.application.app.get(TurnBoard).turn();
      await toldUpTo(board);
      const later = await operator.watch(ops);
      await eventually(() => expect(later.snapshot).toBeDefined());
      expect(JSON.stringify([board.events, later.events])).not.toContain(rideId);
      const pickupIn = (hours: number): Promise<unknown> =>
        operator.application.sql(
          `UPDATE live.rides SET pickup_at = $2::timestamptz, state = jsonb_set(state, '{pickupAt}', to_jsonb($3::text)) WHERE ride_id = $1`,
          [rideId, ...Array<string>(2).fill(new Date(Date.now() + hours * HOUR_MS).toISOString())],
        );
      await pickupIn(3);
      await operator.application.app.get(TurnBoard).turn();
      await board.change('ride', ofRide);
      const within = await operator.watch(ops);
      await eventually(() => expect(JSON.stringify(within.snapshot)).toContain(rideId));
      await pickupIn(5);
      await operator.application.app.get(TurnBoard).turn();
      await board.change('ride_left', ofRide);
      // Nobody drove it, and it is not over.
      await pickupIn(-30);
      await operator.application.app.get(TurnBoard).turn();
      await operator.application.app.get(TurnBoard).turn();
      const after = await operator.watch(ops);
      await eventually(() => expect(JSON.stringify(after.snapshot)).toContain(rideId));
      // Nobody ever ended it: after two days it is a matter for the list of rides.
      await pickupIn(-48.1);
      await operator.application.app.get(TurnBoard).turn();
      await after.change('ride_left', ofRide);
      await operator.application.app.get(TurnBoard).turn();
      const [kept] = await operator.application.sql('SELECT on_board FROM live.rides WHERE ride_id = $1', [rideId]);
      expect(kept).toEqual({ on_board: false });
      expect(own.changes('ride')).toHaveLength(1);
    });

    it('shows nothing of another organization', async () => {
      const elsewhere = await operator.watch(await operator.actAs({ role: 'ops', organizationId: uuidv7() }));
      const ops = await operator.watch(await operator.actAs({ role: 'ops' }));
      const rideId = await operator.ride();
      await ops.change('ride', (ride) => ride.rideId === rideId);
      expect(elsewhere.snapshot).toEqual({ rides: [], drivers: [], offers: [] });
      expect(elsewhere.changes('ride')).toEqual([]);
    });

    it('takes a ride off the board when it ends, also where its facts came out of order', async () => {
      const ops = await operator.actAs({ role: 'ops' });
      const stream = await operator.watch(ops);
      const { driverId } = await operator.driver();
      const booked = Object.assign(operator.booked(null), { aggregateVersion: 1 });
      const departed = Object.assign(operator.departedOf(booked.payload.rideId, driverId), { aggregateVersion: 2 });
      const { rideId } = booked.payload;
      const ofRide = (ride: { rideId: string }): boolean => ride.rideId === rideId;
      await operator.cancelled(rideId, 3);
      await operator.given(departed);
      await operator.given(booked);
      await stream.change('ride', (ride) => ofRide(ride) && ride.vehicleClass === 'SEDAN');
      const statuses = stream
        .changes('ride')
        .filter(ofRide)
        .map(({ status }: { status: string }) => status);
      expect(new Set(statuses)).toEqual(new Set(['CANCELLED']));
      expect(JSON.stringify((await operator.watch(ops)).snapshot ?? {})).not.toContain(rideId);
    });
  });

  it('shows no ride whose booking it does not know, as when a fact of one long ended is told again', async () => {
    const ops = await operator.actAs({ role: 'ops' });
    const stream = await operator.watch(ops);
    const { driverId } = await operator.driver();
    const rideId = uuidv7();
    await operator.departed(rideId, driverId);
    const next = await operator.ride();
    await stream.change('ride', (ride) => ride.rideId === next);
    expect(JSON.stringify(stream.events)).not.toContain(rideId);
    const [kept] = await operator.application.sql('SELECT ended_at FROM live.rides WHERE ride_id = $1', [rideId]);
    expect(kept).toEqual({ ended_at: expect.any(Date) });
    const again = await operator.watch(ops);
    await eventually(() => expect(again.snapshot).toBeDefined());
    expect(JSON.stringify(again.snapshot)).not.toContain(rideId);
  });

  it('is refused to who may watch nothing, and to who shows no token', async () => {
    expect(await operator.watch(await operator.actAs({ role: 'auditor' }))).toMatchObject({ status: 403 });
    expect(await operator.open('/v1/stream')).toMatchObject({ status: 401 });
  });

  it('beats, and names the last position while nothing happens to the watcher', async () => {
    const client = await operator.watch(await operator.actAs({ role: 'rider' }));
    await operator.ride();
    await eventually(() => expect(client.beats).toBeGreaterThanOrEqual(2));
    await toldUpTo(client);
    expect(client.events).toHaveLength(1);
  });
});
