import { v7 as uuidv7 } from 'uuid';
import { DispatchFixture, PICKUP } from './dispatch-fixture';

describe('the offers on a dispatcher’s board', () => {
  let fixture: DispatchFixture;

  beforeAll(async () => {
    fixture = await DispatchFixture.open();
  });
  beforeEach(() => fixture.anew());
  afterAll(() => fixture.close());

  const board = async (query = '') => (await fixture.operator.ops.get(`/v1/dispatch/offers${query}`)).body;

  it('are those of all drivers who can still answer, the oldest first and a page at a time', async () => {
    const asha = await fixture.driver('Asha', 200);
    const first = await fixture.request();
    const offerId = await fixture.offerTo(asha);
    const bina = await fixture.driver('Bina', 300);
    const second = await fixture.request();
    const otherId = await fixture.offerTo(bina);
    const { items, next } = await board();
    expect(next).toBeNull();
    expect(items).toMatchObject([
      { id: offerId, rideId: first, driverId: asha.driverId, driverName: 'Asha', pickup: PICKUP, demand: 'now' },
      { id: otherId, rideId: second, driverId: bina.driverId, driverName: 'Bina' },
    ]);
    const page = await board('?limit=1');
    expect(page.items.map(({ id }: { id: string }) => id)).toEqual([offerId]);
    const rest = await board(`?limit=1&after=${page.next}`);
    expect([rest.items.map(({ id }: { id: string }) => id), rest.next]).toEqual([[otherId], null]);

    await asha.caller.post(`/v1/driver/offers/${offerId}/accept`);
    expect((await board()).items.map(({ id }: { id: string }) => id)).toEqual([otherId]);
    fixture.pass(20);
    expect((await board()).items).toEqual([]);
  });

  it('are shown to nobody of another operator, to no driver, and to a manager of his own drivers', async () => {
    const asha = await fixture.driver('Asha', 200);
    await fixture.request();
    await fixture.offerTo(asha);
    expect((await asha.caller.get('/v1/dispatch/offers')).status).toBe(403);
    const strange = await fixture.operator.actAs({ role: 'fleet_manager', fleetIds: [uuidv7()] });
    expect((await strange.get('/v1/dispatch/offers')).body.items).toEqual([]);
    expect((await board()).items).toHaveLength(1);
    await fixture.anew();
    expect((await board()).items).toEqual([]);
  });
});
