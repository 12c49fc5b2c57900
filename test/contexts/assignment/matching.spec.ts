import { eventually } from '../../support/application';
import { RidePickupMoved } from '../../../src/contexts/ride/contracts/ride-events';
import { type Driver, DriversOnline, type Offered, PICKUP } from './drivers-online';
import { refusal } from './operator-at-work';

describe('a ride on demand', () => {
  let city: DriversOnline;
  let near: Driver;
  let far: Driver;

  // An operator for each test, so that nobody else's drivers are about.
  beforeEach(async () => {
    city = await DriversOnline.open();
    near = await city.driver(800);
    far = await city.driver(2_400);
  });
  afterEach(() => city.operator.close());

  it('is offered to the nearest, and is his who accepts', async () => {
    const rideId = await city.request();
    const offer = await city.offerTo(near, rideId);
    expect(await city.rideStatus(rideId)).toBe('ASSIGNING');
    const listed = await near.caller.get('/v1/driver/offers');
    expect(listed.body.items).toMatchObject([{ id: offer.id, rideId, demand: 'now', expectedMetres: 10_000 }]);
    expect((await far.caller.get('/v1/driver/offers')).body.items).toEqual([]);

    expect(await city.accept(near, offer.id)).toMatchObject({
      status: 200,
      body: { rideId, driverId: near.driverId, vehicleId: near.vehicleId },
    });
    expect(await city.rideStatus(rideId)).toBe('DRIVER_ASSIGNED');
    const promised = city.operator.now.getTime() + (offer.pickupSeconds + 120) * 1_000;
    expect((await city.operator.ops.get(`/v1/rides/${rideId}`)).body.pickupAt).toBe(new Date(promised).toISOString());
    expect(await city.searches(rideId)).toMatchObject([{ status: 'ASSIGNED', rounds: 1, offers: 1 }]);
    expect(await city.offers(rideId)).toMatchObject([{ status: 'ACCEPTED' }]);
    expect(refusal(await city.accept(near, offer.id))).toEqual([409, 'offer_not_open']);
  });

  it('goes to the next when one declines, and when one lets it lapse; none of them is asked again', async () => {
    const rideId = await city.request();
    expect(await city.decline(near, (await city.offerTo(near, rideId)).id)).toMatchObject({ status: 204 });
    const second = await city.offerTo(far, rideId);
    city.pass(20);
    await eventually(async () =>
      expect((await city.offers(rideId)).map(({ status }) => status)).toEqual(['DECLINED', 'LAPSED']),
    );
    expect(refusal(await city.accept(far, second.id))).toEqual([409, 'offer_lapsed']);
    const third = await city.driver(4_500);
    await city.allSeen();
    city.pass(10);
    await city.offerTo(third, rideId);
  });

  it('is not to be had from another’s offer, nor a moment too late', async () => {
    const rideId = await city.request();
    const offer = await city.offerTo(near, rideId);
    expect(refusal(await city.accept(far, offer.id))).toEqual([404, 'offer_not_found']);
    expect(refusal(await city.decline(far, offer.id))).toEqual([404, 'offer_not_found']);
    city.operator.now = new Date(offer.expiresAt);
    expect(refusal(await city.accept(near, offer.id))).toEqual([409, 'offer_lapsed']);
    expect(await city.operator.engagementsOf(rideId)).toEqual([]);
  });

  it('finds nobody when its time is spent, and is searched again when an operator asks', async () => {
    await city.goOffline(near);
    await city.goOffline(far);
    const rideId = await city.request();
    for (let passed = 0; passed < 300; passed += 10) {
      await eventually(async () => expect((await city.searches(rideId))[0]!.rounds).toBeGreaterThan(passed / 10));
      city.pass(10);
    }
    await eventually(async () => expect(await city.rideStatus(rideId)).toBe('NO_DRIVERS_FOUND'));
    expect(await city.searches(rideId)).toMatchObject([{ status: 'NO_DRIVERS', offers: 0 }]);

    await city.goOnline(far);
    await city.allSeen();
    const again = await city.operator.ops.post(`/v1/rides/${rideId}/search`);
    expect(again).toMatchObject({ status: 201, body: { rideId, reason: 'asked_by_operator', policyVersion: 1 } });
    await city.offerTo(far, rideId);
    expect(refusal(await city.operator.ops.post(`/v1/rides/${rideId}/search`))).toEqual([409, 'search_open']);
  });

  it('takes its offer back when the rider cancels, and when an operator assigns by hand', async () => {
    const cancelled = await city.request();
    const offer = await city.offerTo(near, cancelled);
    await city.operator.cancelled(cancelled);
    expect(await city.offers(cancelled)).toMatchObject([{ status: 'WITHDRAWN' }]);
    expect(await city.searches(cancelled)).toMatchObject([{ status: 'CANCELLED' }]);
    expect((await city.accept(near, offer.id)).body).toMatchObject({
      code: 'offer_not_open',
      offerStatus: 'WITHDRAWN',
    });

    const assigned = await city.request();
    await city.offerTo(near, assigned);
    await city.operator.assigned(assigned, far.driverId);
    expect(await city.offers(assigned)).toMatchObject([{ driverId: near.driverId, status: 'WITHDRAWN' }]);
    expect(await city.searches(assigned)).toMatchObject([{ status: 'ASSIGNED' }]);
  });

  it('goes to another when its driver goes offline or on a break', async () => {
    const rideId = await city.request();
    await city.offerTo(near, rideId);
    await city.goOffline(near);
    await city.offerTo(far, rideId);
    expect((await city.offers(rideId)).map(({ status }) => status)).toEqual(['WITHDRAWN', 'OPEN']);
    await city.goOnline(near);
    await city.operator.onBreak(far);
    await city.offerTo(near, rideId);
  });

  it('is offered anew when the pickup moves', async () => {
    const rideId = await city.request();
    await city.offerTo(near, rideId);
    const from = { ...PICKUP, address: 'IGI Airport, Terminal 3' };
    const pickup = { ...from, latitude: PICKUP.latitude + 2_400 / 111_195 };
    const facts = { rideId, passenger: { phone: '+919812345678' }, from, pickup, expectedMetres: 9_000 };
    const more = { expectedMinutes: 25, quotedFarePaise: 400_00 };
    await city.operator.given(new RidePickupMoved(rideId, { ...facts, ...more }, city.operator.now));
    await city.offerTo(far, rideId);
    expect((await city.offers(rideId)).map(({ status }) => status)).toEqual(['WITHDRAWN', 'OPEN']);
  });

  it('is not offered to whom a rule refuses, and two rides are offered to two drivers', async () => {
    await city.stands(near, 800, { charge: 9 });
    const first = await city.request();
    await city.offerTo(far, first);
    const busy = await city.request();
    await eventually(async () => expect((await city.searches(busy))[0]!.rounds).toBe(1));
    expect(await city.offers(busy)).toEqual([]);
    await city.stands(near, 800);
    city.pass(10);
    await city.offerTo(near, busy);
    const open = [...(await city.offers(first)), ...(await city.offers(busy))].filter(isOpen);
    expect(new Set(open.map(({ driverId }) => driverId)).size).toBe(open.length);
  });

  it('keeps to the policy that it began under', async () => {
    const { ops } = city.operator;
    const { version, ...policy } = (await ops.get('/v1/dispatch/policy')).body;
    expect(version).toBe(1);
    const radii = { startMetres: 500, stepMetres: 500, mostMetres: 1_000 };
    const change = { ...policy, offerSeconds: 45, batchSize: 2, radii, reason: 'A trial.' };
    expect(
      refusal(await ops.call('PUT', '/v1/dispatch/policy', { ...change, radii: { ...radii, mostMetres: 400 } })),
    ).toEqual([400, 'invalid_policy']);
    const wrong = { name: 'seen_recently', enabled: true, parameters: { seconds: 1 } };
    expect(refusal(await ops.call('PUT', '/v1/dispatch/policy', { ...change, rules: [wrong] }))).toEqual([
      400,
      'invalid_policy',
    ]);
    // As it was read, with its version: the change gets the next one whatever it names.
    expect(await ops.call('PUT', '/v1/dispatch/policy', { ...change, version })).toMatchObject({
      status: 200,
      body: { version: 2 },
    });
    const beside = await city.driver(900);
    const rideId = await city.request();
    const offers = [await city.offerTo(near, rideId), await city.offerTo(beside, rideId)];
    for (const { expiresAt } of offers) {
      expect(new Date(expiresAt)).toEqual(new Date(city.operator.now.getTime() + 45_000));
    }
    const answers = await Promise.all([city.accept(near, offers[0]!.id), city.accept(beside, offers[1]!.id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await city.offers(rideId)).map(({ status }) => status).sort()).toEqual(['ACCEPTED', 'WITHDRAWN']);
  });
});

function isOpen({ status }: Offered): boolean {
  return status === 'OPEN';
}
