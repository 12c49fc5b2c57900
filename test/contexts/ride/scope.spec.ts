import { v7 as uuidv7 } from 'uuid';
import { permissionsOf } from '../../../src/platform/auth/permissions';
import type { CallerOptions, TestCaller } from '../../support/application';
import { RideFixture } from './ride-fixture';

const POLYGON = [
  { latitude: 28, longitude: 76 },
  { latitude: 29, longitude: 76 },
  { latitude: 29, longitude: 78 },
];

describe('whom fleets or hubs narrow', () => {
  let fixture: RideFixture;
  beforeAll(async () => {
    fixture = await RideFixture.start();
  });
  afterAll(() => fixture.stop());

  const narrowed = (options: CallerOptions): Promise<TestCaller> =>
    fixture.application.actAs({ organizationId: fixture.organizationId, ...options });

  it('changes no city and no tariff, which bind every fleet', async () => {
    const [tariff] = (await fixture.ops.get('/v1/tariffs')).body.items;
    const scope = { cityCode: 'DELHI_NCR', vehicleClass: 'SUV', tripType: 'LOCAL' };
    const added = { ...scope, effectiveFrom: '2026-01-01T00:00:00Z', terms: { basePaise: 1 } };
    const city = { name: 'Delhi NCR', timeZone: 'Asia/Kolkata', origin: POLYGON, leadDays: 0 };
    const [before] = (await fixture.ops.get('/v1/cities')).body.items;
    const windows = { windows: before.windows };
    for (const who of [{ fleetIds: [uuidv7()] }, { hubIds: [uuidv7()] }]) {
      const caller = await narrowed({ role: 'ops', ...who });
      for (const answer of [
        await caller.post('/v1/tariffs', added),
        await caller.post(`/v1/tariffs/${tariff.id}/end`, { reason: 'Mine' }),
        await caller.call('PUT', '/v1/cities/DELHI_NCR', { ...city, ...windows }),
      ]) {
        expect(answer).toMatchObject({ status: 403, body: { code: 'outside_scope' } });
      }
    }
    expect((await fixture.ops.get('/v1/cities')).body.items).toEqual([before]);
    expect((await fixture.ops.get(`/v1/tariffs?vehicleClass=SUV`)).body.items).toEqual([]);
  });

  it('sees a ride that waits for a driver where he assigns or books, until somebody else’s driver has it', async () => {
    const rideId = await fixture.book();
    const assigner = await narrowed({ role: 'fleet_manager', fleetIds: [uuidv7()] });
    const booker = await narrowed({ permissions: ['ride.book', 'ride.read'], fleetIds: [uuidv7()] });
    const reader = await narrowed({ role: 'hub_manager', hubIds: [uuidv7()] });
    const sees = async (caller: TestCaller): Promise<unknown[]> => {
      const { items } = (await caller.get('/v1/rides')).body;
      const paths = [`/v1/rides/${rideId}`, `/v1/rides/${rideId}/timeline`];
      const statuses = [];
      for (const path of paths) statuses.push((await caller.get(path)).status);
      return [items.some(({ id }: { id: string }) => id === rideId), ...statuses];
    };
    expect(permissionsOf('fleet_manager')).toContain('assignment.assign');
    expect(await sees(assigner)).toEqual([true, 200, 200]);
    expect(await sees(booker)).toEqual([true, 200, 200]);
    expect(await sees(reader)).toEqual([false, 404, 404]);

    await fixture.assign(rideId, await fixture.driver());
    for (const caller of [assigner, booker, reader]) expect(await sees(caller)).toEqual([false, 404, 404]);
  });

  it('reads and calls off what he booked while nobody drives it, but not its start code', async () => {
    const permissions = ['ride.request', 'ride.book', 'ride.read', 'ride.cancel', 'ride.read_start_code'];
    const booker = await narrowed({ permissions, fleetIds: [uuidv7()] });
    const booked = await booker.post('/v1/rides', fixture.bookingOf());
    expect(booked.status).toBe(201);
    const path = `/v1/rides/${booked.body.id}`;
    expect((await booker.get(path)).status).toBe(200);
    expect((await booker.get(`${path}/start-code`)).status).toBe(404);
    const cancelled = await booker.post(`${path}/cancel`, { reasonCode: 'DUPLICATE_BOOKING' });
    expect(cancelled).toMatchObject({ status: 200, body: { status: 'CANCELLED' } });
  });
});
