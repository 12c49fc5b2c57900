import type { TestCaller } from '../../support/application';
import { OnDemand } from './on-demand-fixture';
import { BOOKED_AT, done, RideFixture } from './ride-fixture';

describe('a rider', () => {
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

  const cancel = (caller: TestCaller, rideId: string, reasonCode = 'CHANGE_OF_PLANS') =>
    caller.post(`/v1/rides/${rideId}/cancel`, { reasonCode });

  describe('sees his ride', () => {
    it('with who comes, how to reach him and the code, while he is coming', async () => {
      const waiting = await onDemand.rideAt('ASSIGNING', rider);
      const path = `/v1/rider/rides/${waiting.rideId}`;
      expect((await rider.get(path)).body).toMatchObject({ status: 'ASSIGNING', driver: null, startCode: null });
      await onDemand.accept(waiting.rideId, waiting.driver, onDemand.later(7));
      expect((await rider.get(path)).body).toMatchObject({
        pickupAt: onDemand.later(7).toISOString(),
        driver: { name: 'Asha Rawat', phone: '+919811122233', plate: 'DL1ZA1234' },
        startCode: fixture.codeOf(waiting.rideId),
      });
      done(await fixture.depart(waiting));
      done(await fixture.arrive(waiting));
      done(await fixture.startTrip(waiting));
      expect((await rider.get(path)).body).toMatchObject({ status: 'STARTED', startCode: null });
      done(await onDemand.complete(waiting));
      const { body } = await rider.get(path);
      expect(body).toMatchObject({ driver: { name: 'Asha Rawat', phone: null }, distanceMetres: 28_000 });
      expect(body.fare.totalPaise).toBeGreaterThan(0);
      const listed = (await rider.get('/v1/rider/rides?status=COMPLETED')).body.items;
      expect(listed).toMatchObject([{ id: waiting.rideId, startCode: null }]);
    });

    it('and nobody else’s', async () => {
      const { rideId } = await onDemand.rideAt('CREATED', rider);
      const other = await onDemand.rider();
      expect((await other.get(`/v1/rider/rides/${rideId}`)).status).toBe(404);
      expect((await other.get('/v1/rider/rides')).body.items).toEqual([]);
      expect((await cancel(other, rideId)).status).toBe(404);
      expect((await rider.get(`/v1/rides/${rideId}`)).status).toBe(403);
      expect((await fixture.ops.get('/v1/rider/rides')).status).toBe(403);
    });
  });

  describe('cancels', () => {
    it.each(['CREATED', 'ASSIGNING', 'DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED'] as const)(
      'from %s, and may ask for another ride then',
      async (step) => {
        const { rideId } = await onDemand.rideAt(step, rider);
        expect(await cancel(rider, rideId)).toMatchObject({
          status: 200,
          body: { status: 'CANCELLED', cancellation: { actor: 'RIDER', feePaise: 0 } },
        });
        expect((await onDemand.request(rider)).status).toBe(201);
      },
    );

    it('not under way, nor twice', async () => {
      const { rideId } = await onDemand.rideAt('STARTED', rider);
      expect((await cancel(rider, rideId)).status).toBe(403);
      const next = await onDemand.rider();
      const early = await onDemand.rideAt('CREATED', next);
      done(await cancel(next, early.rideId));
      expect(await cancel(next, early.rideId)).toMatchObject({
        status: 409,
        body: { code: 'illegal_ride_transition' },
      });
    });

    it('free after the window too while nobody comes, else for 10 %, unless the reason is good', async () => {
      const waiting = await onDemand.rideAt('ASSIGNING', rider);
      fixture.setTime(onDemand.later(30));
      expect((await cancel(rider, waiting.rideId)).body.cancellation.feePaise).toBe(0);

      const coming = await onDemand.rideAt('EN_ROUTE', rider);
      const { totalPaise } = (await fixture.ride(coming.rideId)).quotedFare;
      fixture.setTime(onDemand.later(6));
      expect((await cancel(rider, coming.rideId)).body.cancellation.feePaise).toBe(Math.round(totalPaise / 10));

      const late = await onDemand.rideAt('EN_ROUTE', rider);
      fixture.setTime(onDemand.later(7));
      expect((await cancel(rider, late.rideId, 'DRIVER_LATE')).body.cancellation.feePaise).toBe(0);
    });

    it.each(['DRIVER_LATE', 'DRIVER_ASKED_TO_CANCEL', 'DUPLICATE_BOOKING'])(
      'for 10 % though he says %s, while the driver stands at the kerb since before his time',
      async (reason) => {
        const at = await onDemand.rideAt('ARRIVED', rider);
        fixture.setTime(onDemand.later(9));
        const { totalPaise } = (await fixture.ride(at.rideId)).quotedFare;
        const cancelled = await cancel(rider, at.rideId, reason);
        expect(cancelled).toMatchObject({ status: 200, body: { cancellation: { reasonCode: reason } } });
        expect(cancelled.body.cancellation.feePaise).toBe(Math.round(totalPaise / 10));
      },
    );

    it('free because the first driver was late, or within a window after the second, where the fleet lost the first', async () => {
      const replaced = async () => {
        const one = await onDemand.rider();
        const { rideId, driver } = await onDemand.rideAt('EN_ROUTE', one);
        fixture.setTime(onDemand.later(10));
        await onDemand.search(rideId, 'driver_dark', driver.driverId);
        await onDemand.accept(rideId, await fixture.driver(), onDemand.later(12));
        return { one, rideId };
      };
      const late = await replaced();
      fixture.setTime(onDemand.later(6));
      expect((await cancel(late.one, late.rideId, 'DRIVER_LATE')).body.cancellation.feePaise).toBe(0);
      const free = await replaced();
      expect((await cancel(free.one, free.rideId)).body.cancellation.feePaise).toBe(0);
      const { one, rideId } = await replaced();
      fixture.setTime(onDemand.later(6));
      expect((await cancel(one, rideId)).body.cancellation.feePaise).toBeGreaterThan(0);
    });

    it('free for fear, in a sentence of his own', async () => {
      const at = await onDemand.rideAt('ARRIVED', rider);
      fixture.setTime(onDemand.later(9));
      const body = { reasonCode: 'UNSAFE', note: 'The driver was drunk.' };
      const cancelled = await rider.post(`/v1/rides/${at.rideId}/cancel`, body);
      expect(cancelled).toMatchObject({ status: 200, body: { cancellation: { feePaise: 0 } } });
    });
  });

  it.each(['EN_ROUTE', 'ARRIVED'] as const)('keeps his request when his driver, %s, would cancel it', async (step) => {
    const { rideId, driver } = await onDemand.rideAt(step, rider);
    for (const reason of ['CHANGE_OF_PLANS', 'RIDER_ASKED_TO_CANCEL', 'RIDER_UNREACHABLE']) {
      const refused = await cancel(driver.caller, rideId, reason);
      expect(refused).toMatchObject({ status: 409, body: { code: 'driver_withdraws_instead' } });
      expect(refused.body.detail).toContain(`POST /v1/driver/rides/${rideId}/withdraw`);
    }
    expect((await rider.get(`/v1/rider/rides/${rideId}`)).body.status).toBe(step);
  });

  it('pays by the policy when he does not come', async () => {
    const at = await onDemand.rideAt('ARRIVED', rider);
    const noShow = () => at.driver.caller.post(`/v1/rides/${at.rideId}/no-show`, { reason: 'Nobody here' });
    expect((await noShow()).body.code).toBe('too_early_for_no_show');
    fixture.setTime(onDemand.later(12));
    const { totalPaise } = (await fixture.ride(at.rideId)).quotedFare;
    expect(await noShow()).toMatchObject({ status: 200, body: { noShowFeePaise: Math.round(totalPaise / 10) } });
    const { items } = (await fixture.ops.get(`/v1/rides/${at.rideId}/timeline`)).body;
    expect(items.at(-1)).toMatchObject({ data: { riderId: rider.userId, feePaise: Math.round(totalPaise / 10) } });
  });

  describe('is held to the policy', () => {
    const path = '/v1/cancellation-policies';

    it('in force when he booked, whatever has followed it', async () => {
      const theirs = new OnDemand(await fixture.another());
      const { ops } = theirs.fixture;
      const first = await ops.post(path, { terms: { freeMinutes: 1, feePermille: 500, feeCapPaise: 50_00 } });
      expect(first).toMatchObject({
        status: 201,
        body: { effectiveTo: null, terms: { freeMinutes: 1, noShowPermille: 100, noShowCapPaise: 100_00 } },
      });
      const customer = await theirs.rider();
      const { rideId } = await theirs.rideAt('DRIVER_ASSIGNED', customer);
      fixture.setTime(theirs.later(2));
      const second = await ops.post(path, { terms: { feePermille: 0, feeCapPaise: 0 } });
      expect(second.status).toBe(201);
      expect((await ops.get(path)).body.items).toMatchObject([
        { id: second.body.id, effectiveTo: null },
        { id: first.body.id, effectiveTo: fixture.now.toISOString() },
      ]);
      expect((await cancel(customer, rideId)).body.cancellation.feePaise).toBe(50_00);
      const next = await theirs.rideAt('DRIVER_ASSIGNED', customer);
      fixture.setTime(theirs.later(6));
      expect((await cancel(customer, next.rideId)).body.cancellation.feePaise).toBe(0);
    });

    it('that staff who may set it set for a time that is free', async () => {
      const { ops } = await fixture.another();
      const terms = {};
      const [from, to] = ['2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'];
      expect((await ops.post(path, { effectiveFrom: from, effectiveTo: to, terms })).status).toBe(201);
      for (const [body, status, code] of [
        [{ effectiveFrom: '2026-12-15T00:00:00Z', terms }, 409, 'cancellation_policies_overlap'],
        [{ effectiveFrom: '2026-11-01T00:00:00Z', terms }, 400, 'policy_begins_in_past'],
        [{ effectiveFrom: to, effectiveTo: from, terms }, 400, 'invalid_policy_period'],
      ] as const) {
        expect(await ops.post(path, body)).toMatchObject({ status, body: { code } });
      }
      const wrong = await ops.post(path, { terms: { feePermille: 1_001, freeMinutes: -1 } });
      expect(wrong.body.errors.map(({ field }: { field: string }) => field)).toEqual([
        'terms.freeMinutes',
        'terms.feePermille',
      ]);
      expect((await rider.post(path, { terms })).status).toBe(403);
    });
  });

  it.each(['EN_ROUTE', 'ARRIVED'] as const)(
    'waits for another cab when the one that comes breaks down, %s',
    async (step) => {
      const at = await onDemand.rideAt(step, rider);
      const path = `/v1/rides/${at.rideId}/breakdown`;
      done(await at.driver.caller.post(path, { reason: 'No power' }));
      const { items } = (await fixture.ops.get(`/v1/rides/${at.rideId}/timeline`)).body;
      expect(items.at(-1)).toMatchObject({ type: 'ride.broken_down', data: { aboard: false, reason: 'No power' } });
      // As assignment answers in the same transaction.
      await onDemand.search(at.rideId, 'broke_down', at.driver.driverId);
      expect(await fixture.ride(at.rideId)).toMatchObject({ status: 'ASSIGNING', driver: null, legs: [] });
      expect((await at.driver.caller.post(path, { reason: 'Again' })).status).toBe(404);
    },
  );
});
