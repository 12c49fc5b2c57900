import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { roleUrls } from '../../src/platform/database/open-database';
import type { Login } from '../contexts/identity/logins';
import { northOf, OnDemandTown, REQUEST, type TownDriver } from '../scenarios/on-demand-town';
import { eventually } from '../support/application';
import { cloneDatabase, type TestDatabase } from '../support/database';
import { TcpProxy } from '../../faults/tcp-proxy';

const PAIRS = 6;

describe('the database goes away under riders and drivers', () => {
  let real: TestDatabase;
  let proxy: TcpProxy;
  let town: OnDemandTown;
  let riders: Login[];
  let drivers: TownDriver[];

  beforeAll(async () => {
    real = await cloneDatabase();
    const { hostname, port } = new URL(real.adminUrl);
    proxy = await TcpProxy.to(hostname, Number(port));
    const through = new URL(real.adminUrl);
    through.port = String(proxy.port);
    // The service goes through the proxy; the test looks at the database behind it.
    town = await OnDemandTown.open({ ...real, ...roleUrls(through.href) });
    riders = await Promise.all(Array.from({ length: PAIRS }, () => town.rider()));
    drivers = [];
    for (let i = 0; i < PAIRS; i++) drivers.push(await town.online(northOf(200 + i * 150)));
  }, 120_000);
  afterAll(async () => {
    proxy.mend();
    await town.application.stop();
    await proxy.close();
    await real.drop();
  });

  /** As an app does it: the same request again until it is answered. */
  const requestUntilGranted = async (rider: Login): Promise<string> => {
    const key = { 'idempotency-key': randomUUID() };
    return eventually(async () => {
      const answer = await rider.post('/v1/rides', REQUEST, key);
      expect(answer).toMatchObject({ status: 201 });
      return (answer.body as { id: string }).id;
    }, 30_000);
  };
  const acceptWhatIsOffered = async (driver: TownDriver): Promise<void> => {
    const { status, body } = await driver.get('/v1/driver/offers');
    if (status !== 200) return;
    for (const { id } of (body as { items: { id: string }[] }).items)
      await driver.post(`/v1/driver/offers/${id}/accept`);
  };

  it('loses no request and no ride, and books nobody twice', async () => {
    let isOver = false;
    const driving = drivers.map(async (driver) => {
      while (!isOver) {
        await acceptWhatIsOffered(driver);
        await sleep(20);
      }
    });
    const requests = riders.map((rider, i) => sleep(i * 60).then(() => requestUntilGranted(rider)));
    await sleep(150);
    proxy.cut();
    await sleep(500);
    proxy.mend();
    await sleep(100);
    proxy.cut();
    await sleep(200);
    proxy.mend();
    const rideIds = await Promise.all(requests);

    const statuses = () =>
      town.application.sql<{ id: string; status: string }>('SELECT id, status FROM ride.rides ORDER BY id');
    await eventually(async () => {
      // Time stands still but for this: who found every driver taken looks again after a pause.
      await town.pass(4);
      for (const [i, driver] of drivers.entries()) await town.seen(driver, northOf(200 + i * 150));
      expect(await statuses()).toEqual([...rideIds].sort().map((id) => ({ id, status: 'DRIVER_ASSIGNED' })));
    }, 45_000);
    isOver = true;
    await Promise.all(driving);

    const engaged = await town.application.sql<{ ride_id: string; driver_id: string }>(
      'SELECT ride_id, driver_id FROM assignment.engagements',
    );
    expect(engaged).toHaveLength(PAIRS);
    expect(new Set(engaged.map(({ ride_id }) => ride_id)).size).toBe(PAIRS);
    expect(new Set(engaged.map(({ driver_id }) => driver_id)).size).toBe(PAIRS);
    const count = (type: string) =>
      town.application.sql<{ n: number }>('SELECT count(*)::int AS n FROM audit.entries WHERE type = $1', [type]);
    for (const type of ['ride.booked', 'assignment.offer_accepted', 'assignment.driver_assigned'])
      expect(await count(type)).toEqual([{ n: PAIRS }]);
  }, 120_000);
});
