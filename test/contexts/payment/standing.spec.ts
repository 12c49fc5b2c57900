import { AuditModule } from '../../../src/contexts/audit/audit.module';
import { PaymentModule } from '../../../src/contexts/payment/payment.module';
import { RideModule } from '../../../src/contexts/ride/ride.module';
import type { TestCaller } from '../../support/application';
import { OnDemand } from '../ride/on-demand-fixture';
import { created, done, ODOMETER, RideFixture } from '../ride/ride-fixture';

/** The ride context and payment together: what a rider owes decides whether he may ride. */
describe('a rider who owes', () => {
  let fixture: RideFixture;
  let onDemand: OnDemand;
  let rider: TestCaller;

  beforeAll(async () => {
    fixture = await RideFixture.start({ contexts: [RideModule, PaymentModule, AuditModule] });
    onDemand = new OnDemand(fixture);
  });
  afterAll(() => fixture.stop());
  beforeEach(async () => {
    rider = await onDemand.rider();
  });

  const completed = async () => {
    const at = await onDemand.rideAt('STARTED', rider);
    done(await onDemand.complete(at));
    const { body } = await at.driver.caller.get(`/v1/driver/rides/${at.rideId}/cash`);
    return { ...at, path: `/v1/driver/rides/${at.rideId}/cash`, duePaise: body.toCollectPaise as number };
  };

  it('a fare is refused the next ride until its driver has the cash', async () => {
    const { rideId, driver, path, duePaise } = await completed();
    expect(duePaise).toBe((await fixture.ride(rideId)).fare.totalPaise);
    expect(duePaise).toBeGreaterThan(0);
    expect(await onDemand.request(rider)).toMatchObject({
      status: 409,
      body: { code: 'fare_unpaid', amountPaise: duePaise },
    });
    done(await driver.caller.post(path, { collectedPaise: duePaise }));
    created(await onDemand.request(rider));
  });

  it('owes the quoted fare while the trip is in doubt, so that a driver who mistypes gives nobody a free ride', async () => {
    const at = await onDemand.rideAt('STARTED', rider);
    const { totalPaise } = (await fixture.ride(at.rideId)).quotedFare;
    done(await onDemand.complete(at, { odometerEndMetres: ODOMETER + 9_000_000 }));
    expect(await fixture.ride(at.rideId)).toMatchObject({ awaitingReview: true, fare: null });
    expect(await onDemand.request(rider)).toMatchObject({
      status: 409,
      body: { code: 'fare_unpaid', amountPaise: totalPaise },
    });
    const review = { distanceMetres: 28_000, reason: 'By the map' };
    const { body } = await fixture.ops.post(`/v1/rides/${at.rideId}/review`, review);
    const amountPaise = body.fare.totalPaise as number;
    expect(amountPaise).not.toBe(totalPaise);
    expect((await onDemand.request(rider)).body).toMatchObject({ code: 'fare_unpaid', amountPaise });
    const cash = { collectedPaise: amountPaise };
    done(await at.driver.caller.post(`/v1/driver/rides/${at.rideId}/cash`, cash));
    created(await onDemand.request(rider));
  });

  describe('the fare of a trip that ended where its cab broke down', () => {
    const brokenDown = async (odometerMetres?: number) => {
      const at = await onDemand.rideAt('STARTED', rider);
      fixture.setTime(onDemand.later(20));
      const point = { latitude: 28.56, longitude: 77.2 };
      const broken = { reason: 'No power', odometerMetres, point };
      done(await at.driver.caller.post(`/v1/rides/${at.rideId}/breakdown`, broken));
      await onDemand.search(at.rideId, 'broke_down', at.driver.driverId);
      fixture.setTime(onDemand.later(10));
      return at;
    };
    /** Of what was driven: 12 km in 20 minutes, the wait for another cab not charged. */
    const farePaise = 150_00 + 9 * 18_00 + 20 * 1_50;

    const paysAndRides = async ({ rideId, driver }: Awaited<ReturnType<typeof brokenDown>>) => {
      expect((await onDemand.request(rider)).body).toMatchObject({ code: 'fare_unpaid', amountPaise: farePaise });
      done(await driver.caller.post(`/v1/driver/rides/${rideId}/cash`, { collectedPaise: farePaise }));
      created(await onDemand.request(rider));
    };

    it.each([
      ['read then', ODOMETER + 12_000, ODOMETER + 99_000],
      ['read afterwards', undefined, ODOMETER + 12_000],
    ])('by an operator, its odometer %s, pays it and may ask again', async (_, atBreakdown, given) => {
      const at = await brokenDown(atBreakdown);
      const path = `/v1/rides/${at.rideId}/complete`;
      const figures = { odometerEndMetres: given };
      expect((await at.driver.caller.post(path, figures)).body.code).toBe('already_broken_down');
      const override = { waives: [], reason: 'He walked on' };
      const { body } = await fixture.ops.post(path, { ...figures, override });
      expect(body).toMatchObject({ status: 'COMPLETED', fare: { totalPaise: farePaise } });
      await paysAndRides(at);
    });

    it('by himself, once nobody was found, pays it and may ask again', async () => {
      const at = await brokenDown(ODOMETER + 12_000);
      const end = (caller = rider) => caller.post(`/v1/rider/rides/${at.rideId}/end`);
      expect(await end()).toMatchObject({ status: 409, body: { code: 'second_cab_searched' } });
      await onDemand.findNobody(at.rideId);
      expect((await end(await onDemand.rider())).status).toBe(404);
      expect((await end()).body).toMatchObject({ status: 'COMPLETED', fare: { totalPaise: farePaise } });
      expect((await end()).body.code).toBe('illegal_ride_transition');
      await paysAndRides(at);
    });

    it('is not his to end while the cab drives, nor while another is searched again', async () => {
      const driving = await onDemand.rideAt('STARTED', rider);
      const path = `/v1/rider/rides/${driving.rideId}/end`;
      expect((await rider.post(path)).body.code).toBe('ride_not_broken_down');
      rider = await onDemand.rider();
      const at = await brokenDown();
      await onDemand.findNobody(at.rideId);
      await onDemand.search(at.rideId, 'asked_by_operator');
      expect((await rider.post(`/v1/rider/rides/${at.rideId}/end`)).body.code).toBe('second_cab_searched');
    });
  });

  it.each(['waive', 'dispute'])('a fare may ride again once an operator decides to %s it', async (step) => {
    await completed();
    expect((await onDemand.request(rider)).body.code).toBe('fare_unpaid');
    const [charge] = (await fixture.ops.get(`/v1/charges?riderId=${rider.userId}&status=DUE`)).body.items;
    done(await fixture.ops.post(`/v1/charges/${charge.id}/${step}`, { reason: 'The driver cannot be reached.' }));
    created(await onDemand.request(rider));
  });

  it('a fee pays it with his next fare', async () => {
    const at = await onDemand.rideAt('ARRIVED', rider);
    fixture.setTime(onDemand.later(6));
    done(await rider.post(`/v1/rides/${at.rideId}/cancel`, { reasonCode: 'CHANGE_OF_PLANS' }));
    const { outstandingPaise, blockingPaise } = (await rider.get('/v1/rider/balance')).body;
    expect(outstandingPaise).toBeGreaterThan(0);
    expect(blockingPaise).toBe(0);
    const next = await completed();
    const fare = (await fixture.ride(next.rideId)).fare.totalPaise as number;
    expect(next.duePaise).toBe(fare + outstandingPaise);
    done(await next.driver.caller.post(next.path, { collectedPaise: next.duePaise }));
    expect((await rider.get('/v1/rider/balance')).body).toEqual({ outstandingPaise: 0, blockingPaise: 0 });
  });

  it('nothing is refused ten rides asked for while his last one completes: none passes the fare', async () => {
    for (let round = 0; round < 5; round++) {
      const one = await onDemand.rider();
      const at = await onDemand.rideAt('STARTED', one);
      const [completion, ...requests] = await Promise.all([
        onDemand.complete(at),
        ...Array.from({ length: 10 }, () => onDemand.request(one)),
      ]);
      done(completion);
      for (const { status, body } of requests) {
        expect([status, ['fare_unpaid', 'rider_has_active_ride'].includes(body.code)]).toEqual([409, true]);
      }
    }
  });
});
