import { v7 as uuidv7 } from 'uuid';
import {
  after,
  AIRPORT,
  type DriverAtWork,
  minutes,
  NOIDA,
  ODOMETER,
  PICKUP_AT,
  RideFixture,
  without,
} from './ride-fixture';

type Status = 'CREATED' | 'DRIVER_ASSIGNED' | 'EN_ROUTE' | 'ARRIVED' | 'STARTED' | 'COMPLETED';

describe('a ride’s steps', () => {
  let fixture: RideFixture;
  beforeAll(async () => {
    fixture = await RideFixture.start();
  });
  afterAll(() => fixture.stop());

  const override = { waives: ['time', 'place', 'code'], reason: 'The driver’s phone is flat' };
  const STEPS: Record<string, { body: () => object; from: readonly Status[] }> = {
    depart: { body: () => ({ override }), from: ['DRIVER_ASSIGNED'] },
    arrive: { body: () => ({ override }), from: ['EN_ROUTE'] },
    start: { body: () => ({ override, odometerStartMetres: ODOMETER }), from: ['ARRIVED'] },
    complete: { body: () => ({ override, odometerEndMetres: ODOMETER }), from: ['STARTED'] },
    'no-show': { body: () => ({ override, reason: 'Nobody came' }), from: ['ARRIVED'] },
    breakdown: { body: () => ({ override, reason: 'Flat tyre' }), from: ['EN_ROUTE', 'ARRIVED', 'STARTED'] },
    cancel: {
      body: () => ({ reasonCode: 'EMERGENCY', note: 'Ambulance called' }),
      from: ['CREATED', 'DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED', 'STARTED'],
    },
    review: { body: () => ({ distanceMetres: 1, reason: 'Photo' }), from: [] },
    'unlock-start': { body: () => ({ reason: 'Mistyped' }), from: [] },
  };
  const statuses: Status[] = ['CREATED', 'DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED', 'STARTED', 'COMPLETED'];

  describe.each(statuses)('from %s', (status) => {
    const refused = Object.entries(STEPS).filter(([, { from }]) => !from.includes(status));

    it(`are refused but ${
      Object.keys(STEPS)
        .filter((name) => STEPS[name]!.from.includes(status))
        .join(', ') || 'none'
    }`, async () => {
      const { rideId } = await fixture.rideAt(status);
      const before = await fixture.ride(rideId);
      for (const [name, { body }] of refused) {
        const answer = await fixture.ops.post(`/v1/rides/${rideId}/${name}`, body());
        expect({ name, status: answer.status }).toEqual({ name, status: 409 });
        expect(answer.body.detail).toMatch(/\.$/);
      }
      expect(await fixture.ride(rideId)).toEqual(before);
    });
  });

  it.each(
    Object.entries(STEPS).flatMap(([name, { body, from }]) => from.map((status) => [name, status, body] as const)),
  )('%s from %s is taken by an operator, and his word is remembered', async (name, status, body) => {
    const { rideId } = await fixture.rideAt(status);
    expect(await fixture.ops.post(`/v1/rides/${rideId}/${name}`, body())).toMatchObject({ status: 200 });
    const { items } = (await fixture.ops.get(`/v1/rides/${rideId}/timeline`)).body;
    expect(items.at(-1)).toMatchObject({ actorType: 'user', actorId: fixture.ops.userId });
    if ('override' in body()) {
      expect(items.at(-1).data.override).toMatchObject({ by: fixture.ops.userId, reason: override.reason });
    }
  });

  describe('at their time and place', () => {
    let at: { rideId: string; driver: DriverAtWork };

    it('departs from two and a half hours before', async () => {
      at = await fixture.rideAt('DRIVER_ASSIGNED');
      fixture.setTime(after(PICKUP_AT, -minutes(150) - 1));
      expect(await fixture.depart(at)).toMatchObject({ status: 400, body: { code: 'too_early_to_depart' } });
      fixture.setTime(after(PICKUP_AT, -minutes(150)));
      expect((await fixture.depart(at)).status).toBe(200);
    });

    it('arrives within half an hour of the pickup, near enough, by a fresh and sharp position', async () => {
      at = await fixture.rideAt('EN_ROUTE');
      const refusals: [Date, () => object | null, string][] = [
        [after(PICKUP_AT, -minutes(30) - 1), () => fixture.fix(), 'too_early_to_arrive'],
        [after(PICKUP_AT, minutes(30) + 1), () => fixture.fix(), 'too_late_to_arrive'],
        [PICKUP_AT, () => fixture.fix(NOIDA.point), 'too_far_from_pickup'],
        [PICKUP_AT, () => fixture.fix(AIRPORT.point, { accuracyMetres: 101 }), 'position_inaccurate'],
        [
          PICKUP_AT,
          () => fixture.fix(AIRPORT.point, { fixedAt: after(PICKUP_AT, -31_000).toISOString() }),
          'position_stale',
        ],
        [
          PICKUP_AT,
          () => fixture.fix(AIRPORT.point, { fixedAt: after(PICKUP_AT, 31_000).toISOString() }),
          'position_in_future',
        ],
        [PICKUP_AT, () => null, 'position_missing'],
      ];
      for (const [now, fix, code] of refusals) {
        fixture.setTime(now);
        expect(await fixture.arrive(at, { fix: fix() })).toMatchObject({ status: 400, body: { code } });
      }
      const edge = { latitude: AIRPORT.point.latitude + 0.0044, longitude: AIRPORT.point.longitude };
      fixture.setTime(PICKUP_AT);
      expect((await fixture.arrive(at, { fix: fixture.fix(edge) })).status).toBe(200);
    });

    it('is a no-show ten minutes after the pickup time, not after the arrival alone', async () => {
      at = await fixture.rideAt('ARRIVED');
      const noShow = () => at.driver.caller.post(`/v1/rides/${at.rideId}/no-show`, { reason: 'Nobody came' });
      fixture.setTime(after(PICKUP_AT, minutes(10) - 1));
      expect(await noShow()).toMatchObject({ status: 400, body: { code: 'too_early_for_no_show' } });
      fixture.setTime(after(PICKUP_AT, minutes(10)));
      expect(await noShow()).toMatchObject({ status: 200, body: { status: 'NO_SHOW', passenger: { phone: null } } });
    });

    it('waives only what the operator names, and nothing without a reason', async () => {
      at = await fixture.rideAt('DRIVER_ASSIGNED');
      const path = `/v1/rides/${at.rideId}/depart`;
      const word = (waives: string[], reason = 'Storm ahead') => ({ override: { waives, reason } });
      expect(await fixture.ops.post(path, word(['place']))).toMatchObject({
        status: 400,
        body: { code: 'too_early_to_depart' },
      });
      expect((await fixture.ops.post(path, word(['time'], ' '))).body.errors[0].field).toBe('override.reason');
      expect((await fixture.ops.post(path, word(['everything']))).body.errors[0].field).toBe('override.waives');
      expect(await fixture.ops.post(path, {})).toMatchObject({ status: 400, body: { code: 'override_missing' } });
      expect((await fixture.ops.post(path, word(['time']))).status).toBe(200);
    });
  });

  describe('by whom', () => {
    it('are its driver’s; another driver does not even find the ride', async () => {
      const at = await fixture.rideAt('DRIVER_ASSIGNED');
      const other = await fixture.driver();
      for (const [name, { body }] of Object.entries(STEPS).slice(0, 6)) {
        const own = without(body(), 'override');
        const answer = await other.caller.post(`/v1/rides/${at.rideId}/${name}`, own);
        expect(answer).toMatchObject({ status: 404, body: { code: 'ride_not_found' } });
      }
      expect((await other.caller.get(`/v1/driver/rides/${at.rideId}`)).status).toBe(404);
    });

    it('are no driver’s to override', async () => {
      const at = await fixture.rideAt('DRIVER_ASSIGNED');
      expect(await fixture.depart(at, { override })).toMatchObject({
        status: 403,
        body: { code: 'permission_missing', permission: 'ride.override' },
      });
    });

    it('are nobody’s without a permission, nor another organization’s', async () => {
      const at = await fixture.rideAt('DRIVER_ASSIGNED');
      const { organizationId } = fixture;
      const auditor = await fixture.application.actAs({ role: 'auditor', organizationId });
      const stranger = await fixture.another();
      const strangeDriver = await stranger.driver();
      const impostor = await fixture.application.actAs({
        role: 'driver',
        organizationId: stranger.organizationId,
        driverId: at.driver.driverId,
      });
      for (const [name, { body }] of Object.entries(STEPS)) {
        const path = `/v1/rides/${at.rideId}/${name}`;
        expect((await auditor.post(path, body())).status).toBe(403);
        expect((await stranger.ops.post(path, body())).status).toBe(404);
        const own = without(body(), 'override');
        const isDrivers = !['review', 'unlock-start'].includes(name);
        for (const driver of [strangeDriver.caller, impostor]) {
          expect((await driver.post(path, own)).status).toBe(isDrivers ? 404 : 403);
        }
        expect((await fixture.ops.post(`/v1/rides/${uuidv7()}/${name}`, body())).status).toBe(404);
        expect((await fixture.ops.post(`/v1/rides/not-an-id/${name}`, body())).status).toBe(400);
      }
      expect((await fixture.ride(at.rideId)).status).toBe('DRIVER_ASSIGNED');
    });
  });

  it.each([1, 2, 3])('complete once, when driver and operator ask twenty times at once, time %d', async () => {
    const at = await fixture.rideAt('STARTED');
    fixture.setTime(after(PICKUP_AT, minutes(55)));
    const twentyTimes = <T>(ask: (count: number) => Promise<T>) =>
      Promise.all(Array.from({ length: 20 }, (_, count) => ask(count)));
    // Else the first would be done before the others have a connection.
    await twentyTimes(() => fixture.ride(at.rideId));
    const byOperator = () => fixture.ops.post(`/v1/rides/${at.rideId}/complete`, STEPS.complete!.body());
    const answers = await twentyTimes((count) => (count % 2 ? fixture.complete(at) : byOperator()));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
      expect({ status, code: body.code, from: body.from }).toEqual({
        status: 409,
        code: 'illegal_ride_transition',
        from: 'COMPLETED',
      });
    }
    const { items } = (await fixture.ops.get(`/v1/rides/${at.rideId}/timeline`)).body;
    expect(items.filter(({ type }: { type: string }) => type === 'ride.completed')).toHaveLength(1);
  });

  it('keep a driver to one ride under way', async () => {
    const driver = await fixture.driver();
    await fixture.rideAt('EN_ROUTE', driver);
    const second = await fixture.rideAt('DRIVER_ASSIGNED', driver);
    fixture.setTime(after(PICKUP_AT, -minutes(40)));
    expect(await fixture.depart(second)).toMatchObject({ status: 409, body: { code: 'driver_under_way' } });
    expect((await fixture.ride(second.rideId)).status).toBe('DRIVER_ASSIGNED');
  });

  it('veto the assignment that the ride cannot follow, and leave no trace of it', async () => {
    const at = await fixture.rideAt('COMPLETED');
    await expect(fixture.assign(at.rideId, await fixture.driver(), at.driver)).rejects.toMatchObject({
      code: 'illegal_ride_transition',
    });
    const waiting = await fixture.rideAt('CREATED');
    await expect(fixture.unassign(waiting.rideId, waiting.driver)).rejects.toMatchObject({
      code: 'illegal_ride_transition',
    });
    await expect(fixture.assign(uuidv7(), at.driver)).rejects.toMatchObject({ code: 'ride_not_found' });
    expect((await fixture.ride(at.rideId)).status).toBe('COMPLETED');
  });

  it('return a ride to those that wait', async () => {
    const at = await fixture.rideAt('EN_ROUTE');
    await fixture.unassign(at.rideId, at.driver);
    expect(await fixture.ride(at.rideId)).toMatchObject({ status: 'CREATED', driver: null, departedAt: null });
    expect((await at.driver.caller.get(`/v1/driver/rides/${at.rideId}`)).status).toBe(404);
  });
});
