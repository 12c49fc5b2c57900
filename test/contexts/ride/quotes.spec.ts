import { randomUUID } from 'node:crypto';
import { ForgetQuotes } from '../../../src/contexts/ride/application/forget-quotes.job';
import { Routing } from '../../../src/platform/routing/routing';
import type { TestCaller } from '../../support/application';
import { OnDemand, REQUEST } from './on-demand-fixture';
import { AGRA, BOOKED_AT, done, minutes, PICKUP_AT, RideFixture, without } from './ride-fixture';

const TRIP = without(REQUEST, 'paymentMode');
const MEHRAULI = { point: { latitude: 28.5245, longitude: 77.1855 }, address: 'Mehrauli' };

describe('a quote for now', () => {
  let fixture: RideFixture;
  let onDemand: OnDemand;
  let rider: TestCaller;
  beforeAll(async () => {
    fixture = await RideFixture.start();
    onDemand = new OnDemand(fixture);
  });
  beforeEach(async () => {
    fixture.setTime(BOOKED_AT);
    rider = await onDemand.rider();
  });
  afterAll(() => fixture.stop());

  const quote = (caller: TestCaller, overrides: object = {}) => caller.post('/v1/quotes', { ...TRIP, ...overrides });
  const surge = (ops: TestCaller, body: object) =>
    ops.call('PUT', '/v1/cities/DELHI_NCR/surge', { until: onDemand.later(60), reason: 'Rain', ...body });

  it('stands for five minutes, and the ride costs what it says', async () => {
    const { status, body } = await quote(rider);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        validUntil: onDemand.later(5).toISOString(),
        pickupAt: onDemand.later(10).toISOString(),
        surgePermille: 1_000,
        multiplierPermille: 1_000,
        expectationSource: 'estimated',
      },
    });
    expect(body.fare.lines.map(({ code }: { code: string }) => code)).toEqual(['base', 'distance', 'time']);
    fixture.setTime(onDemand.later(5));
    const ride = await onDemand.request(rider, { quoteId: body.id });
    expect(ride).toMatchObject({ status: 201, body: { quotedFare: body.fare, expectedMetres: body.expectedMetres } });
  });

  it('is the caller’s, of the same trip, and of use while it stands', async () => {
    const { id: quoteId, validUntil } = (await quote(rider)).body;
    const other = await onDemand.rider();
    const refused = async (caller: TestCaller, overrides: object, status: number, code: string) =>
      expect(await onDemand.request(caller, { quoteId, ...overrides })).toMatchObject({ status, body: { code } });
    await refused(other, {}, 404, 'quote_not_found');
    await refused(rider, { quoteId: randomUUID() }, 404, 'quote_not_found');
    await refused(rider, { drop: AGRA }, 409, 'quote_of_another_trip');
    await refused(rider, { stops: [MEHRAULI] }, 409, 'quote_of_another_trip');
    await refused(rider, { tripType: 'AIRPORT' }, 409, 'quote_of_another_trip');
    fixture.setTime(new Date(Date.parse(validUntil) + 1));
    await refused(rider, {}, 409, 'quote_expired');
    await onDemand.owes(rider, 1);
    await refused(rider, {}, 409, 'fare_unpaid');
  });

  it('is for riders, of what they may ask for, and for staff', async () => {
    expect((await quote(rider, { when: 'scheduled', pickupAt: PICKUP_AT })).status).toBe(403);
    const own = await quote(rider, { expectedMetres: 1, expectedMinutes: 1 });
    expect(own).toMatchObject({ status: 400, body: { code: 'expectation_not_yours' } });
    expect((await quote(rider, { pickup: AGRA })).body.code).toBe('pickup_outside_city');
    expect((await quote((await fixture.driver()).caller)).status).toBe(403);
    expect((await quote(fixture.ops, { when: 'scheduled', pickupAt: PICKUP_AT })).status).toBe(200);
  });

  it('holds the surge of its moment to the end of the ride, whatever has become of it', async () => {
    const theirs = new OnDemand(await fixture.another());
    const { ops } = theirs.fixture;
    const customer = await theirs.rider();
    const plain = (await quote(customer)).body.fare.totalPaise as number;
    expect((await surge(ops, { multiplierPermille: 1_500 })).status).toBe(200);
    expect((await surge(ops, { vehicleClass: 'SUV', multiplierPermille: 2_000 })).status).toBe(200);
    const { body } = await quote(customer);
    expect(body).toMatchObject({ surgePermille: 1_500, multiplierPermille: 1_500 });
    expect(body.fare.totalPaise).toBe(Math.round(plain * 1.5));
    // A scheduled ride is of another demand.
    const ahead = await quote(ops, { when: 'scheduled', pickupAt: PICKUP_AT });
    expect(ahead.body).toMatchObject({ surgePermille: 1_000, multiplierPermille: 1_000 });

    expect((await surge(ops, { multiplierPermille: 1_000 })).status).toBe(200);
    expect((await quote(customer)).body.fare.totalPaise).toBe(plain);
    const at = await theirs.rideAt('STARTED', customer, { quoteId: body.id });
    // (150 + 25 km × 18 + 60 min × 1.50) × 1.5
    expect((await theirs.complete(at)).body).toMatchObject({ fare: { totalPaise: 1_035_00 } });
    const { items } = (await ops.get('/v1/cities/DELHI_NCR/surge')).body;
    expect(items).toEqual([]);
  });

  it('takes surges of the city’s managers, one at a time for a class', async () => {
    const { ops } = await fixture.another();
    expect((await surge(rider, { multiplierPermille: 1_200 })).status).toBe(403);
    const wrong = await surge(ops, { multiplierPermille: 2_001, reason: ' ' });
    expect(wrong.body.errors.map(({ field }: { field: string }) => field)).toEqual(['multiplierPermille', 'reason']);
    const past = await surge(ops, { multiplierPermille: 1_200, until: BOOKED_AT });
    expect(past).toMatchObject({ status: 400, body: { code: 'invalid_surge_period' } });
    const unknown = await ops.call('PUT', '/v1/cities/JAIPUR/surge', {
      ...{ multiplierPermille: 1_200, until: PICKUP_AT, reason: 'Fair' },
    });
    expect(unknown).toMatchObject({ status: 400, body: { code: 'unknown_city' } });
    await surge(ops, { multiplierPermille: 1_200 });
    const from = onDemand.later(30);
    expect((await surge(ops, { multiplierPermille: 1_400, from })).status).toBe(200);
    expect((await ops.get('/v1/cities/DELHI_NCR/surge')).body.items).toMatchObject([
      { multiplierPermille: 1_200, until: from.toISOString() },
      { multiplierPermille: 1_400, from: from.toISOString(), vehicleClass: null, reason: 'Rain' },
    ]);
  });

  it('is forgotten a day after it stood', async () => {
    const { id } = (await quote(rider)).body;
    const kept = async () => (await fixture.application.sql('SELECT FROM ride.quotes WHERE id = $1', [id])).length;
    const forget = () => fixture.application.app.get(ForgetQuotes).forget();
    fixture.setTime(onDemand.later(5 + 24 * 60));
    await forget();
    expect(await kept()).toBe(1);
    fixture.setTime(onDemand.later(1));
    await forget();
    expect(await kept()).toBe(0);
  });

  describe('whose pickup moves', () => {
    const move = (caller: TestCaller, rideId: string, pickup: object = MEHRAULI) =>
      caller.post(`/v1/rides/${rideId}/pickup`, { pickup });

    const eastOf = (metres: number) => {
      const { latitude, longitude } = REQUEST.pickup.point;
      const point = { latitude, longitude: longitude + metres / (111_195 * Math.cos((latitude * Math.PI) / 180)) };
      return { point, address: 'Round the block' };
    };

    it('is refused onto the drop, as is a trip that leads nowhere', async () => {
      const nowhere = { status: 400, body: { code: 'pickup_is_drop' } };
      expect(await onDemand.request(rider, { drop: REQUEST.pickup })).toMatchObject(nowhere);
      const round = { drop: REQUEST.pickup, stops: [REQUEST.pickup] };
      expect(await onDemand.request(rider, round)).toMatchObject(nowhere);
      expect(await quote(rider, round)).toMatchObject(nowhere);
      const { rideId } = await onDemand.rideAt('ASSIGNING', rider, { drop: MEHRAULI, stops: [MEHRAULI] });
      expect(await move(rider, rideId, MEHRAULI)).toMatchObject(nowhere);
    });

    it('is refused after ten moves of the point, before anybody asks for the road, and not to an operator', async () => {
      const { rideId } = await onDemand.rideAt('ASSIGNING', rider);
      for (let metres = 1; metres <= 10; metres++) done(await move(rider, rideId, eastOf(metres)));
      done(await move(rider, rideId, eastOf(10)));
      const route = jest.spyOn(fixture.application.app.get(Routing), 'route');
      done(await move(rider, rideId, { ...eastOf(10), address: 'The blue gate' }));
      expect(await move(rider, rideId, eastOf(11))).toMatchObject({
        status: 400,
        body: { code: 'pickup_moved_too_often', most: 10 },
      });
      expect((await move(await onDemand.rider(), rideId, eastOf(11))).status).toBe(404);
      expect(route).not.toHaveBeenCalled();
      done(await move(fixture.ops, rideId, eastOf(11)));
      expect(route).toHaveBeenCalledTimes(1);
      route.mockRestore();
    });

    it.each([
      ['CREATED', MEHRAULI],
      ['ASSIGNING', MEHRAULI],
      ['DRIVER_ASSIGNED', eastOf(499)],
    ] as const)('is quoted anew from %s', async (step, pickup) => {
      const { rideId } = await onDemand.rideAt(step, rider);
      const fresh = (await quote(rider, { pickup })).body;
      expect(await move(rider, rideId, pickup)).toMatchObject({
        status: 200,
        body: { status: step, pickup, quotedFare: fresh.fare, expectedMetres: fresh.expectedMetres },
      });
      const { items } = (await fixture.ops.get(`/v1/rides/${rideId}/timeline`)).body;
      expect(items.at(-1)).toMatchObject({
        type: 'ride.pickup_moved',
        data: { quotedFarePaise: fresh.fare.totalPaise },
      });
      expect(JSON.stringify(items.at(-1))).not.toContain('latitude');
    });

    it('by him or by staff, to where rides begin, before the driver departs', async () => {
      const { rideId, driver } = await onDemand.rideAt('DRIVER_ASSIGNED', rider);
      expect((await move(await onDemand.rider(), rideId)).status).toBe(404);
      expect((await move(driver.caller, rideId)).status).toBe(403);
      expect((await move(rider, rideId, AGRA)).body.code).toBe('pickup_outside_city');
      done(await move(fixture.ops, rideId, eastOf(100)));
      done(await fixture.depart({ rideId, driver }));
      expect(await move(rider, rideId)).toMatchObject({ status: 409, body: { code: 'pickup_cannot_move' } });
      const ahead = await fixture.book();
      expect((await move(fixture.ops, ahead)).body.code).toBe('pickup_cannot_move');
    });

    it('no farther than 500 m from where its driver accepted it, all moves together, and anywhere without him', async () => {
      const { rideId, driver } = await onDemand.rideAt('ASSIGNING', rider);
      done(await move(rider, rideId, MEHRAULI));
      done(await move(rider, rideId, REQUEST.pickup));
      await onDemand.accept(rideId, driver, onDemand.later(6));
      done(await move(rider, rideId, eastOf(450)));
      for (const caller of [rider, fixture.ops]) {
        expect(await move(caller, rideId, eastOf(900))).toMatchObject({
          status: 400,
          body: { code: 'pickup_moved_too_far', metres: 900, mostMetres: 500 },
        });
      }
      done(await move(rider, rideId, eastOf(-450)));
      await onDemand.search(rideId, 'driver_withdrew', driver.driverId);
      done(await move(rider, rideId, MEHRAULI));
      await onDemand.accept(rideId, driver, onDemand.later(6));
      expect((await move(rider, rideId, REQUEST.pickup)).body.code).toBe('pickup_moved_too_far');
    });

    it('not once nobody was found: nobody would search there. He cancels, for nothing, or is searched for again', async () => {
      const { rideId } = await onDemand.rideAt('ASSIGNING', rider);
      await onDemand.findNobody(rideId);
      const refused = await move(rider, rideId);
      expect(refused).toMatchObject({ status: 409, body: { code: 'pickup_cannot_move' } });
      expect(refused.body.detail).toContain('Cancel it, which is free');
      await onDemand.search(rideId, 'asked_by_operator');
      done(await move(rider, rideId));
      await onDemand.findNobody(rideId);
      fixture.setTime(onDemand.later(60));
      const cancelled = await rider.post(`/v1/rides/${rideId}/cancel`, { reasonCode: 'CHANGE_OF_PLANS' });
      expect(cancelled).toMatchObject({ status: 200, body: { cancellation: { feePaise: 0 } } });
      expect((await onDemand.request(rider)).status).toBe(201);
    });

    it('once, however often it is told', async () => {
      const { rideId } = await onDemand.rideAt('ASSIGNING', rider);
      done(await move(rider, rideId));
      const { version } = await fixture.ride(rideId);
      expect(await move(rider, rideId)).toMatchObject({ status: 200, body: { pickup: MEHRAULI } });
      const moves = (await fixture.ops.get(`/v1/rides/${rideId}/timeline`)).body.items.filter(
        ({ type }: { type: string }) => type === 'ride.pickup_moved',
      );
      expect(moves).toHaveLength(1);
      expect((await fixture.ride(rideId)).version).toBe(version);
    });
  });

  it('is no ride that is overdue before its driver’s promise', async () => {
    const { rideId, driver } = await onDemand.rideAt('ASSIGNING', rider);
    const promised = onDemand.later(25);
    await onDemand.accept(rideId, driver, promised);
    await fixture.settle(new Date(BOOKED_AT.getTime() + minutes(41)));
    expect((await fixture.ride(rideId)).overdueAt).toBeNull();
    await fixture.settle(new Date(promised.getTime() + minutes(30)));
    expect((await fixture.ride(rideId)).overdueAt).not.toBeNull();
  });
});
