import { type OsrmSimulator, startOsrmSimulator } from '../../../simulators/osrm/osrm-simulator';
import { Signals } from '../../../src/platform/signals/signals';
import { eventually } from '../../support/application';
import type { StreamClient } from './stream-client';
import { WatchedOperator } from './watched-operator';

describe('positions in the live stream', () => {
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

  const moved = (driverId: string, latitude: number, process = here): void =>
    process.application.app.get(Signals).publish('driver.moved', {
      ...{ organizationId: process.organizationId, driverId, latitude, longitude: 77.1 },
      ...{ headingDegrees: 90, at: new Date() },
    });
  const positions = (client: StreamClient, name = 'position') =>
    client.events.filter((event) => event.name === name).map(({ data }) => data as Record<string, unknown>);
  const assignedTo = async (driverId: string) => {
    const rider = await here.actAs({ role: 'rider' });
    const rideId = await here.ride(rider.userId);
    await here.assigned(rideId, driverId);
    return { rider, rideId };
  };
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it('show a rider his own driver, with the time he needs, at most once a second', async () => {
    const [{ driverId }, other] = [await here.driver(), await here.driver()];
    const { rider, rideId } = await assignedTo(driverId);
    const stream = await here.watch(rider);
    await stream.change('ride', ({ driver }) => driver !== null).catch(() => undefined);
    await eventually(() => {
      moved(driverId, 28.5652);
      expect(positions(stream)).not.toEqual([]);
    });
    // A kilometre off, by 1.3 times the straight line and at 25 km/h.
    expect(positions(stream)[0]).toMatchObject({
      rideId,
      driverId,
      until: 'pickup',
      estimated: true,
      metres: 1301,
      etaSeconds: 187,
    });
    const before = positions(stream).length;
    for (let i = 0; i < 50; i++, await pause(20)) {
      moved(driverId, 28.56 - i / 10_000);
      moved(other.driverId, 28.6);
    }
    await pause(1_300);
    // The last one is not lost.
    expect(positions(stream).at(-1)).toMatchObject({ latitude: 28.56 - 49 / 10_000 });
    expect(positions(stream).length - before).toBeLessThanOrEqual(4);
    expect(new Set(positions(stream).map((one) => one.driverId))).toEqual(new Set([driverId]));
    await here.assigned(rideId, other.driverId, driverId);
    await stream.change('ride', ({ driver }) => driver?.driverId === other.driverId);
    const sinceThen = positions(stream).length;
    moved(driverId, 28.5);
    await pause(100);
    expect(positions(stream)).toHaveLength(sinceThen);
  });

  it('show a board the drivers in its scope', async () => {
    const [mine, theirs] = [await here.driver(), await here.driver()];
    const hub = await here.watch(
      await here.actAs({ role: 'hub_manager', fleetIds: [mine.fleetId], hubIds: [mine.hubId] }),
    );
    const ops = await here.watch(await here.actAs({ role: 'ops' }));
    const shown = (client: StreamClient) =>
      new Set(
        positions(client, 'positions').flatMap((one) =>
          (one.positions as { driverId: string }[]).map(({ driverId }) => driverId),
        ),
      );
    await eventually(() => {
      moved(mine.driverId, 28.5);
      moved(theirs.driverId, 28.5);
      expect(shown(hub)).toEqual(new Set([mine.driverId]));
      expect(shown(ops)).toEqual(new Set([mine.driverId, theirs.driverId]));
    });
  });

  it('reach the process that shows them from the one that was told', async () => {
    const { driverId } = await here.driver();
    const { rider, rideId } = await assignedTo(driverId);
    const stream = await there.watch(rider);
    const board = await there.watch(await here.actAs({ role: 'ops' }));
    await eventually(() => {
      moved(driverId, 28.5652);
      expect(positions(stream)[0]).toMatchObject({ rideId, driverId, latitude: 28.5652 });
      expect(positions(board, 'positions')).not.toEqual([]);
    }, 15_000);
  });
});

describe('the way that a rider’s driver has ahead', () => {
  let roads: OsrmSimulator;
  let operator: WatchedOperator;
  beforeAll(async () => {
    roads = await startOsrmSimulator({ port: 0 });
    const environment = { ROUTING_PROVIDER: 'osrm', ROUTING_URL: roads.url, ROUTING_CITY_SPEED_KMH: '50' };
    operator = await WatchedOperator.open(undefined, undefined, environment);
  });
  afterAll(async () => {
    await operator.close();
    await roads.stop();
  });

  it('is the router’s where it answers, estimated at the city’s speed until then, and leads to where he waits', async () => {
    const [first, second] = [await operator.driver(), await operator.driver()];
    const rider = await operator.actAs({ role: 'rider' });
    const rideId = await operator.ride(rider.userId);
    await operator.assigned(rideId, first.driverId);
    const stream = await operator.watch(rider);
    const shown = (driverId: string) =>
      stream.events.flatMap(({ name, data }) => (name === 'position' && data.driverId === driverId ? [data] : []));
    const moved = ({ driverId }: { driverId: string }, latitude: number): void =>
      operator.application.app.get(Signals).publish('driver.moved', {
        ...{ organizationId: operator.organizationId, driverId, latitude, longitude: 77.1 },
        ...{ headingDegrees: 90, at: new Date() },
      });
    await eventually(() => {
      moved(first, 28.5652);
      expect(shown(first.driverId)[0]).toMatchObject({ metres: 1301, etaSeconds: 94, estimated: true });
    });
    await eventually(() => {
      moved(first, 28.5652);
      expect(shown(first.driverId).at(-1)).toMatchObject({ estimated: false, until: 'pickup' });
    });
    expect(roads.journal().map(({ path }) => path)).toEqual([
      expect.stringContaining('/route/v1/driving/77.100000,28.565200;77.100000,28.556200'),
    ]);
    await operator.started(rideId, first.driverId);
    await operator.brokeDown(rideId, first.driverId, { latitude: 28.61, longitude: 77.1 });
    await operator.assigned(rideId, second.driverId);
    await stream.change('ride', ({ driver }) => driver?.driverId === second.driverId);
    await eventually(() => {
      moved(second, 28.6101);
      // Beside the cab that broke down, whatever way the pickup was.
      expect(shown(second.driverId)[0]).toMatchObject({ metres: 14, until: 'pickup' });
    });
  });
});
