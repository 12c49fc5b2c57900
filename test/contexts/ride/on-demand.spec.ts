import type { TestCaller } from '../../support/application';
import { OnDemand, REQUEST, RIDER } from './on-demand-fixture';
import { BOOKED_AT, created, done, minutes, PASSENGER, PICKUP_AT, RideFixture } from './ride-fixture';

describe('a ride for now', () => {
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

  it('is his who asks, with the pickup that the city promises', async () => {
    expect(await onDemand.request(rider)).toMatchObject({
      status: 201,
      body: {
        status: 'CREATED',
        when: 'now',
        riderId: rider.userId,
        passenger: RIDER,
        pickupAt: onDemand.later(10).toISOString(),
        expectationSource: 'estimated',
      },
    });
  });

  it('is asked for by staff too, for a rider or for a passenger without an account', async () => {
    const { ops } = fixture;
    const theirs = await onDemand.request(ops, { riderId: rider.userId });
    expect(theirs).toMatchObject({ status: 201, body: { riderId: rider.userId, passenger: RIDER } });
    const guests = await onDemand.request(ops, { passenger: PASSENGER });
    expect(guests).toMatchObject({ status: 201, body: { riderId: null, passenger: PASSENGER } });
    expect(await onDemand.request(ops)).toMatchObject({ status: 400, body: { code: 'passenger_missing' } });
    const stranger = await onDemand.request(ops, { riderId: ops.userId });
    expect(stranger).toMatchObject({ status: 404, body: { code: 'rider_not_found' } });
  });

  it.each([
    ['somebody else’s account', { riderId: '019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7c' }, 403, 'permission_missing'],
    ['a time ahead', { when: 'scheduled', pickupAt: PICKUP_AT, passenger: PASSENGER }, 403, 'permission_missing'],
    ['another payment', { paymentMode: 'CORPORATE' }, 400, 'payment_mode_not_offered'],
    ['his own figures', { expectedMetres: 1, expectedMinutes: 1 }, 400, 'expectation_not_yours'],
    ['a time of its own', { pickupAt: PICKUP_AT }, 400, 'pickup_at_not_applicable'],
    [
      'a pickup in the sea',
      { pickup: { ...REQUEST.pickup, point: { latitude: 18.9, longitude: 72 } } },
      400,
      'pickup_outside_city',
    ],
    [
      'a pickup at 0,0',
      { pickup: { ...REQUEST.pickup, point: { latitude: 0, longitude: 0 } } },
      400,
      'pickup_outside_city',
    ],
    ['no drop', { drop: undefined }, 400, 'drop_missing'],
    ['a class without tariff', { vehicleClass: 'SUV' }, 400, 'no_tariff_in_force'],
  ])('is refused to a rider with %s', async (_, overrides, status, code) => {
    expect(await onDemand.request(rider, overrides)).toMatchObject({ status, body: { code } });
  });

  it('is for riders and staff only', async () => {
    for (const role of ['driver', 'auditor', 'hub_manager'] as const) {
      const caller = await fixture.application.actAs({ role, organizationId: fixture.organizationId });
      expect((await onDemand.request(caller)).status).toBe(403);
    }
  });

  describe('finds the rider eligible first', () => {
    const nothing = { tripType: 'RENTAL', rentalPackageCode: 'NO_SUCH' };

    it('and not suspended', async () => {
      await onDemand.suspend(rider);
      expect(await onDemand.request(rider, nothing)).toMatchObject({ status: 403, body: { code: 'rider_suspended' } });
    });

    it('and without an unpaid fare', async () => {
      await onDemand.owes(rider, 412_50);
      expect(await onDemand.request(rider, nothing)).toMatchObject({
        status: 409,
        body: { code: 'fare_unpaid', amountPaise: 412_50 },
      });
      await onDemand.owes(rider, 0);
      expect((await onDemand.request(rider)).status).toBe(201);
    });

    it('and without another ride, whoever asks for it and however often at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          i % 2 === 0 ? onDemand.request(rider) : onDemand.request(fixture.ops, { riderId: rider.userId }),
        ),
      );
      const won = answers.filter(({ status }) => status === 201);
      expect(won).toHaveLength(1);
      const rideId = won[0]!.body.id as string;
      for (const { status, body } of answers.filter((answer) => answer !== won[0])) {
        expect({ status, body }).toMatchObject({ status: 409, body: { code: 'rider_has_active_ride', rideId } });
      }
      const insert = `INSERT INTO ride.rides SELECT (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'code', '00000000'))).*
        FROM ride.rides r WHERE id = $1`;
      await expect(fixture.application.sql(insert, [rideId])).rejects.toMatchObject({
        constraint: 'rides_one_active_a_rider',
      });
      done(await fixture.ops.post(`/v1/rides/${rideId}/cancel`, { reasonCode: 'DUPLICATE_BOOKING' }));
      expect((await onDemand.request(rider)).status).toBe(201);
    });
  });

  describe('follows its search', () => {
    const status = async (rideId: string) => (await fixture.ride(rideId)).status as string;

    it('to the driver’s promise, by which his arrival is judged', async () => {
      const { rideId, driver } = await onDemand.rideAt('ASSIGNING', rider);
      expect(await status(rideId)).toBe('ASSIGNING');
      const promised = onDemand.later(40);
      await onDemand.accept(rideId, driver, promised);
      expect(await fixture.ride(rideId)).toMatchObject({ status: 'DRIVER_ASSIGNED', pickupAt: promised.toISOString() });
      done(await fixture.depart({ rideId, driver }));
      fixture.setTime(new Date(promised.getTime() - minutes(31)));
      expect((await fixture.arrive({ rideId, driver })).body.code).toBe('too_early_to_arrive');
      // An hour after the request, which the city's own promise would refuse.
      fixture.setTime(new Date(promised.getTime() + minutes(20)));
      done(await fixture.arrive({ rideId, driver }));
    });

    it('to nobody, and on again when it is asked', async () => {
      const { rideId } = await onDemand.rideAt('ASSIGNING', rider);
      await onDemand.findNobody(rideId);
      expect(await status(rideId)).toBe('NO_DRIVERS_FOUND');
      await onDemand.search(rideId, 'asked_by_operator');
      expect(await status(rideId)).toBe('ASSIGNING');
      const { items } = (await fixture.ops.get(`/v1/rides/${rideId}/timeline`)).body;
      const types = items.map(({ type }: { type: string }) => type);
      expect(types).toEqual(['ride.booked', 'ride.searching', 'ride.unfulfilled', 'ride.searching']);
    });

    it.each(['DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED'] as const)('anew from %s, without its driver', async (step) => {
      const { rideId, driver } = await onDemand.rideAt(step, rider);
      await onDemand.search(rideId, 'driver_dark', driver.driverId);
      expect(await fixture.ride(rideId)).toMatchObject({ status: 'ASSIGNING', driver: null, assignedAt: null });
      await onDemand.accept(rideId, await fixture.driver(), onDemand.later(8));
      expect(await status(rideId)).toBe('DRIVER_ASSIGNED');
    });

    it('under way only when the cab broke down, and stays under way until a second one is found', async () => {
      const at = await onDemand.rideAt('STARTED', rider);
      const { rideId } = at;
      await expect(onDemand.search(rideId, 'broke_down')).rejects.toMatchObject({ code: 'ride_driver_aboard' });
      done(await at.driver.caller.post(`/v1/rides/${rideId}/breakdown`, { reason: 'No power' }));
      await onDemand.search(rideId, 'broke_down', at.driver.driverId);
      expect(await fixture.ride(rideId)).toMatchObject({ status: 'STARTED', driver: { driverId: at.driver.driverId } });
      const second = await fixture.driver();
      await onDemand.accept(rideId, second, onDemand.later(9));
      expect(await fixture.ride(rideId)).toMatchObject({
        status: 'DRIVER_ASSIGNED',
        driver: { driverId: second.driverId },
        legs: [{ driverId: at.driver.driverId }],
      });
    });
  });

  it('completes for the rider’s account', async () => {
    const at = await onDemand.rideAt('STARTED', rider);
    done(await onDemand.complete(at));
    const { items } = (await fixture.ops.get(`/v1/rides/${at.rideId}/timeline`)).body;
    expect(items.at(-1)).toMatchObject({
      type: 'ride.completed',
      data: { riderId: rider.userId, paymentMode: 'CASH' },
    });
    created(await onDemand.request(rider));
  });
});
