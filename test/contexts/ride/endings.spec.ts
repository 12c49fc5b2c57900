import { after, type DriverAtWork, done, minutes, NOIDA, ODOMETER, PICKUP_AT, RideFixture } from './ride-fixture';

describe('a ride ends', () => {
  let fixture: RideFixture;
  beforeAll(async () => {
    fixture = await RideFixture.start();
  });
  afterAll(() => fixture.stop());

  const cancel = (caller: DriverAtWork['caller'], rideId: string, reasonCode: string, note?: string) =>
    caller.post(`/v1/rides/${rideId}/cancel`, { reasonCode, note });

  describe('cancelled', () => {
    it('by an operator, for a reason that is his, with a note where it needs one', async () => {
      const { rideId } = await fixture.rideAt('DRIVER_ASSIGNED');
      const { ops } = fixture;
      expect((await cancel(ops, rideId, 'NO_REASON')).body.errors[0].field).toBe('reasonCode');
      expect(await cancel(ops, rideId, 'OTHER')).toMatchObject({
        status: 400,
        body: { code: 'cancellation_note_missing' },
      });
      expect(await cancel(ops, rideId, 'NO_CAB_AVAILABLE')).toMatchObject({
        status: 200,
        body: {
          status: 'CANCELLED',
          cancellation: { actor: 'OPERATOR', reasonCode: 'NO_CAB_AVAILABLE', note: null, feePaise: 0 },
          closedAt: fixture.now.toISOString(),
        },
      });
    });

    it('by its driver, who is on his way, for a reason that is his, at his cost', async () => {
      const at = await fixture.rideAt('EN_ROUTE');
      const { caller } = at.driver;
      expect(await cancel(caller, at.rideId, 'NO_CAB_AVAILABLE')).toMatchObject({
        status: 400,
        body: { code: 'cancellation_reason_not_yours' },
      });
      expect(await cancel(caller, at.rideId, 'CHANGE_OF_PLANS')).toMatchObject({
        status: 200,
        // 10 % of 810 rupees
        body: { cancellation: { actor: 'DRIVER', feePaise: 81_00 } },
      });
      const planned = await fixture.rideAt('DRIVER_ASSIGNED');
      expect(await cancel(planned.driver.caller, planned.rideId, 'RIDER_UNREACHABLE')).toMatchObject({
        status: 409,
        body: { code: 'ride_not_cancellable_by_actor' },
      });
    });

    it('under way only in an emergency, by who may', async () => {
      const { rideId, driver } = await fixture.rideAt('STARTED');
      expect(await cancel(fixture.ops, rideId, 'VEHICLE_BREAKDOWN')).toMatchObject({
        status: 409,
        body: { code: 'emergency_only' },
      });
      const { organizationId } = fixture;
      const permissions = ['ride.cancel', 'ride.read'];
      const clerk = await fixture.application.actAs({ permissions, organizationId });
      for (const caller of [clerk, driver.caller]) {
        expect(await cancel(caller, rideId, 'EMERGENCY', 'Accident')).toMatchObject({
          status: 403,
          body: { permission: 'ride.cancel_under_way' },
        });
      }
      const { body } = await cancel(fixture.ops, rideId, 'EMERGENCY', 'Accident');
      expect(body).toMatchObject({ status: 'CANCELLED', legs: [{ odometerEndMetres: null }], fare: null });
    });
  });

  describe('with figures nobody believes', () => {
    it('without a fare, until an operator settles them with a reason', async () => {
      const at = await fixture.rideAt('STARTED');
      fixture.setTime(after(PICKUP_AT, minutes(55)));
      const { body } = await fixture.complete(at, { odometerEndMetres: ODOMETER + 371_000_000 });
      expect(body).toMatchObject({
        status: 'COMPLETED',
        awaitingReview: true,
        fare: null,
        trip: { reviewReasons: ['distance_too_long', 'speed_too_high'] },
      });
      const waiting = await fixture.ops.get('/v1/rides?awaitingReview=true');
      expect(waiting.body.items.map(({ id }: { id: string }) => id)).toEqual([at.rideId]);

      const path = `/v1/rides/${at.rideId}/review`;
      expect((await fixture.ops.post(path, { distanceMetres: 28_000 })).body.errors[0].field).toBe('reason');
      expect((await at.driver.caller.post(path, { distanceMetres: 28_000, reason: 'Mine' })).status).toBe(403);
      const settled = await fixture.ops.post(path, { distanceMetres: 28_000, reason: 'From the photo' });
      expect(settled.body).toMatchObject({
        awaitingReview: false,
        fare: { totalPaise: 880_00 },
        trip: { distanceMetres: 28_000, distanceSource: 'operator', reviewReasons: [] },
        legs: [{ odometerEndMetres: ODOMETER + 371_000_000 }],
      });
      expect(await fixture.ops.post(path, { distanceMetres: 1, reason: 'Again' })).toMatchObject({
        status: 409,
        body: { code: 'trip_not_awaiting_review' },
      });
    });
  });

  describe('in a second cab', () => {
    it('where the first broke down, by both odometers', async () => {
      const at = await fixture.rideAt('STARTED');
      fixture.setTime(after(PICKUP_AT, minutes(25)));
      const broken = { reason: 'No power', odometerMetres: ODOMETER + 12_000, point: NOIDA.point };
      done(await at.driver.caller.post(`/v1/rides/${at.rideId}/breakdown`, broken));
      expect(await fixture.complete(at)).toMatchObject({ status: 409, body: { code: 'already_broken_down' } });

      const second = { rideId: at.rideId, driver: await fixture.driver() };
      await fixture.assign(at.rideId, second.driver, at.driver);
      done(await fixture.depart(second));
      fixture.setTime(after(PICKUP_AT, minutes(50)));
      done(await fixture.arrive(second, { fix: fixture.fix(NOIDA.point) }));
      done(await fixture.startTrip(second, { odometerStartMetres: 900_000 }));
      fixture.setTime(after(PICKUP_AT, minutes(80)));
      const { body } = await fixture.complete(second, { odometerEndMetres: 916_000 });
      expect(body).toMatchObject({
        driver: { driverId: second.driver.driverId },
        trip: { distanceMetres: 28_000, unchargedSeconds: 25 * 60 },
        // 150 + 25 km × 18 + (20 + 30) min × 1.50 + 120 airport + 85 tolls
        fare: { totalPaise: 880_00 },
        legs: [{ driverId: at.driver.driverId }, { driverId: second.driver.driverId }],
      });
    });
  });

  it('at the terms it was quoted under, whatever the tariff has become', async () => {
    const at = await fixture.rideAt('STARTED');
    const [tariff] = (await fixture.ops.get('/v1/tariffs?tripType=AIRPORT')).body.items;
    done(await fixture.ops.post(`/v1/tariffs/${tariff.id}/end`, { reason: 'New prices' }));
    fixture.setTime(after(PICKUP_AT, minutes(55)));
    expect((await fixture.complete(at)).body.fare.totalPaise).toBe(880_00);
  });
});

describe('a ride that nobody starts', () => {
  it('is shown as overdue half an hour after its pickup time, and until it starts', async () => {
    const fixture = await RideFixture.start();
    const late = await fixture.rideAt('DRIVER_ASSIGNED');
    const cancelled = await fixture.rideAt('CREATED');
    done(await fixture.ops.post(`/v1/rides/${cancelled.rideId}/cancel`, { reasonCode: 'DUPLICATE_BOOKING' }));
    const begun = await fixture.rideAt('STARTED');
    const overdue = async () =>
      (await fixture.ops.get('/v1/rides?overdue=true')).body.items.map(({ id }: { id: string }) => id);
    await fixture.settle(after(PICKUP_AT, minutes(30) - 1));
    expect(await overdue()).toEqual([]);
    await fixture.settle(after(PICKUP_AT, minutes(30)));
    expect(await overdue()).toEqual([late.rideId]);
    const { items } = (await fixture.ops.get(`/v1/rides/${late.rideId}/timeline`)).body;
    expect(items.at(-1)).toMatchObject({
      type: 'ride.overdue',
      actorType: 'system',
      actorId: 'MarkRideOverdue.mark',
      data: { status: 'DRIVER_ASSIGNED' },
    });
    expect((await fixture.ops.get('/v1/rides?overdue=false')).body.items).toHaveLength(2);

    done(await fixture.depart(late));
    done(await fixture.arrive(late));
    done(await fixture.startTrip(late));
    expect(await overdue()).toEqual([]);
    expect((await fixture.ride(begun.rideId)).overdueAt).toBeNull();
    await fixture.stop();
  });
});
