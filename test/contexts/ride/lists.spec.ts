import { v7 as uuidv7 } from 'uuid';
import { DriverRegistered, DriverUpdated } from '../../../src/contexts/fleet/contracts/fleet-events';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import type { TestCaller } from '../../support/application';
import { after, type DriverAtWork, minutes, PICKUP_AT, RideFixture } from './ride-fixture';

describe('lists of rides', () => {
  let fixture: RideFixture;
  let driver: DriverAtWork;
  /** By name, so that a list can be told in words. */
  const rides = new Map<string, string>();

  const listed = async (query: string, caller: TestCaller = fixture.ops, path = '/v1/rides'): Promise<string[]> => {
    const { status, body } = await caller.get(`${path}?${query}`);
    if (status !== 200) throw new Error(JSON.stringify(body));
    const names = new Map([...rides].map(([name, id]) => [id, name]));
    return body.items.map(({ id }: { id: string }) => names.get(id));
  };

  beforeAll(async () => {
    fixture = await RideFixture.start();
    driver = await fixture.driver();
    rides.set('done', (await fixture.rideAt('COMPLETED', driver)).rideId);
    const later = (hours: number) => ({ pickupAt: after(PICKUP_AT, minutes(60 * hours)).toISOString() });
    rides.set('assigned', (await fixture.rideAt('DRIVER_ASSIGNED', driver, later(1))).rideId);
    const local = { tripType: 'LOCAL', passenger: { name: 'Kabir 50%', phone: '9810099887' } };
    rides.set('waiting', (await fixture.rideAt('CREATED', undefined, { ...local, ...later(2) })).rideId);
    rides.set('gone', (await fixture.rideAt('CREATED', undefined, later(3))).rideId);
    await fixture.ops.post(`/v1/rides/${rides.get('gone')}/cancel`, { reasonCode: 'DUPLICATE_BOOKING' });
  });
  afterAll(() => fixture.stop());

  it('show the latest pickup first', async () => {
    expect(await listed('')).toEqual(['gone', 'waiting', 'assigned', 'done']);
  });

  it('are narrowed by every filter', async () => {
    const code = (await fixture.ride(rides.get('waiting')!)).code as string;
    const from = after(PICKUP_AT, minutes(60)).toISOString();
    const to = after(PICKUP_AT, minutes(120)).toISOString();
    const cases: [string, string[]][] = [
      ['status=CREATED', ['waiting']],
      ['status=CREATED&status=COMPLETED', ['waiting', 'done']],
      [`driverId=${driver.driverId}`, ['assigned', 'done']],
      [`vehicleId=${driver.vehicleId}&status=COMPLETED`, ['done']],
      [`driverId=${uuidv7()}`, []],
      ['tripType=LOCAL', ['waiting']],
      ['vehicleClass=SUV', []],
      [`pickupFrom=${from}`, ['gone', 'waiting', 'assigned']],
      [`pickupFrom=${from}&pickupTo=${to}`, ['assigned']],
      [`code=${code}`, ['waiting']],
      ['passengerPhone=098100%2099887', ['waiting']],
      [`text=kabir&pickupFrom=${from}`, ['waiting']],
      // A percent sign is one, and no wildcard.
      [`text=r%2050%25&pickupFrom=${from}`, ['waiting']],
      [`text=5%25&pickupFrom=${from}`, []],
      [`text=terminal%203&pickupFrom=${from}`, ['gone', 'waiting', 'assigned']],
      [`text=sector%2018&pickupFrom=${from}&status=DRIVER_ASSIGNED`, ['assigned']],
      ['overdue=true', []],
      ['awaitingReview=true', []],
    ];
    for (const [query, names] of cases) expect([query, await listed(query)]).toEqual([query, names]);
  });

  it('refuse a filter that is none', async () => {
    for (const query of [
      'status=ASLEEP',
      'driverId=7',
      'pickupFrom=today',
      'limit=0',
      'limit=201',
      'code=abc',
      'sort=x',
    ]) {
      expect(await fixture.ops.get(`/v1/rides?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'validation_failed' },
      });
    }
    expect(await fixture.ops.get('/v1/rides?after=abc')).toMatchObject({
      status: 400,
      body: { code: 'cursor_invalid' },
    });
    expect(await fixture.ops.get('/v1/rides?text=kabir')).toMatchObject({
      status: 400,
      body: { code: 'text_needs_period' },
    });
  });

  it('are paged by where the last one stopped, also among rides of the same pickup time', async () => {
    const stranger = await fixture.another();
    const booked: string[] = [];
    for (let count = 0; count < 7; count++) booked.push(await stranger.book());
    const seen: string[] = [];
    let after = '';
    do {
      const { body } = await stranger.ops.get(`/v1/rides?limit=3${after}`);
      expect(body.items.length).toBeLessThanOrEqual(3);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      after = body.next === null ? '' : `&after=${body.next}`;
    } while (after !== '');
    expect(seen).toEqual(booked.reverse());
  });

  it('are read by the index of active rides where only such are asked for', async () => {
    const { application } = fixture;
    const plan = await application.sql<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT id FROM ride.rides WHERE organization_id = '${fixture.organizationId}'
         AND status IN ('CREATED', 'EN_ROUTE') ORDER BY pickup_at DESC, id DESC LIMIT 50`,
    );
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('rides_active');
  });

  describe('for a driver', () => {
    it('hold his own rides, and show the rider’s phone only while the ride is his', async () => {
      const { caller } = driver;
      expect(await listed('', caller, '/v1/driver/rides')).toEqual(['assigned', 'done']);
      expect(await listed('status=DRIVER_ASSIGNED', caller, '/v1/driver/rides')).toEqual(['assigned']);
      const { items } = (await caller.get('/v1/driver/rides')).body;
      expect(items.map((ride: { passenger: { phone: string | null } }) => ride.passenger.phone)).toEqual([
        '+919810012345',
        null,
      ]);
      const done = await caller.get(`/v1/driver/rides/${rides.get('done')}`);
      expect(done).toMatchObject({ status: 200, body: { passenger: { name: 'Meera Iyer', phone: null } } });
      expect((await caller.get(`/v1/driver/rides/${rides.get('waiting')}`)).status).toBe(404);
      expect((await caller.get('/v1/rides')).status).toBe(403);
      expect((await caller.get(`/v1/rides/${rides.get('assigned')}`)).status).toBe(403);
    });

    it('are for drivers', async () => {
      const permissions = ['ride.read_own'];
      const { organizationId } = fixture;
      const clerk = await fixture.application.actAs({ permissions, organizationId });
      expect(await clerk.get('/v1/driver/rides')).toMatchObject({ status: 403, body: { code: 'not_a_driver' } });
    });
  });

  describe('for a manager', () => {
    const fleetId = uuidv7();
    const hubId = uuidv7();
    const tell = (event: DriverRegistered | DriverUpdated) => {
      const unitOfWork = fixture.application.app.get(UnitOfWork);
      return unitOfWork.run(() => unitOfWork.publish(event), { organizationId: fixture.organizationId });
    };
    const person = () => ({
      driverId: driver.driverId,
      name: 'Asha',
      licenceExpiresOn: '2099-12-31',
      paymentModel: 'SALARY',
    });
    const manager = (fleetIds: string[], hubIds?: string[]) =>
      fixture.application.actAs({ role: 'hub_manager', organizationId: fixture.organizationId, fleetIds, hubIds });

    it('hold the rides that drivers of his fleets and hubs drive, and no others', async () => {
      const inFleet = { fleetId, hubId, phone: '+919811122233', status: 'ACTIVE' as const };
      await tell(new DriverRegistered(driver.driverId, { ...person(), ...inFleet }, fixture.now));
      expect(await listed('', await manager([fleetId]))).toEqual(['assigned', 'done']);
      expect(await listed('', await manager([fleetId], [hubId]))).toEqual(['assigned', 'done']);
      expect(await listed('', await manager([fleetId], [uuidv7()]))).toEqual([]);
      expect(await listed('', await manager([uuidv7()]))).toEqual([]);
      const moved = { fleetId, hubId: uuidv7(), changed: ['hubId'] };
      await tell(new DriverUpdated(driver.driverId, { ...person(), ...moved }, fixture.now));
      expect(await listed('', await manager([fleetId], [hubId]))).toEqual([]);
    });

    it('hide every other ride as if it were not there', async () => {
      const mine = await manager([fleetId]);
      const [assigned, waiting] = [rides.get('assigned'), rides.get('waiting')];
      expect((await mine.get(`/v1/rides/${assigned}`)).status).toBe(200);
      expect((await mine.get(`/v1/rides/${assigned}/timeline`)).status).toBe(200);
      const { organizationId } = fixture;
      const narrowed = { role: 'ops', organizationId, fleetIds: [uuidv7()] } as const;
      const elsewhere = await fixture.application.actAs(narrowed);
      for (const path of [
        `/v1/rides/${assigned}`,
        `/v1/rides/${assigned}/timeline`,
        `/v1/rides/${assigned}/start-code`,
      ]) {
        expect((await elsewhere.get(path)).status).toBe(404);
      }
      expect((await mine.get(`/v1/rides/${waiting}`)).status).toBe(404);
      const cancelled = await elsewhere.post(`/v1/rides/${assigned}/cancel`, { reasonCode: 'DUPLICATE_BOOKING' });
      expect(cancelled.status).toBe(404);
    });
  });

  it('tell everything that happened to a ride, in order, with who did it', async () => {
    const { items } = (await fixture.ops.get(`/v1/rides/${rides.get('done')}/timeline`)).body;
    expect(items).toMatchObject([
      { type: 'ride.booked', actorType: 'user', actorId: fixture.ops.userId, data: { quotedFarePaise: 810_00 } },
      { type: 'ride.assigned', data: { driverId: driver.driverId, plate: 'DL1ZA1234' } },
      { type: 'ride.departed', actorId: driver.caller.userId, data: { override: null } },
      { type: 'ride.arrived', data: { metresFromPickup: 0 } },
      { type: 'ride.started' },
      { type: 'ride.completed', at: after(PICKUP_AT, minutes(55)).toISOString(), data: { farePaise: 880_00 } },
    ]);
    expect(JSON.stringify(items)).not.toMatch(/Meera|9810012345|Asha/);
  });
});
