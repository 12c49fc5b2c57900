import { type DriverAtWork, RideFixture } from './ride-fixture';

describe('the code that starts a ride', () => {
  let fixture: RideFixture;
  let at: { rideId: string; driver: DriverAtWork };
  beforeAll(async () => {
    fixture = await RideFixture.start();
  });
  afterAll(() => fixture.stop());
  beforeEach(async () => {
    at = await fixture.rideAt('ARRIVED');
  });

  const wrong = (): string => (fixture.codeOf(at.rideId) === '0000' ? '0001' : '0000');
  const guess = (headers: Record<string, string> = {}) =>
    at.driver.caller.post(`/v1/rides/${at.rideId}/start`, { code: wrong(), odometerStartMetres: 0 }, headers);

  it('is guessed five times and no more, each counted though refused', async () => {
    for (const triesLeft of [4, 3, 2, 1, 0]) {
      expect(await guess()).toMatchObject({ status: 400, body: { code: 'start_code_wrong', triesLeft } });
    }
    expect(await guess()).toMatchObject({ status: 409, body: { code: 'start_code_locked' } });
    expect(await fixture.startTrip(at)).toMatchObject({ status: 409, body: { code: 'start_code_locked' } });
    expect(await fixture.ride(at.rideId)).toMatchObject({ status: 'ARRIVED', startLocked: true });

    const path = `/v1/rides/${at.rideId}/unlock-start`;
    expect((await at.driver.caller.post(path, { reason: 'Please' })).status).toBe(403);
    expect((await fixture.ops.post(path, { reason: 'The rider called' })).body).toMatchObject({ startLocked: false });
    expect((await fixture.startTrip(at)).status).toBe(200);
    const { items } = (await fixture.ops.get(`/v1/rides/${at.rideId}/timeline`)).body;
    expect(items.map(({ type }: { type: string }) => type).slice(-7)).toEqual([
      ...Array<string>(5).fill('ride.start_refused'),
      'ride.start_unlocked',
      'ride.started',
    ]);
  });

  it('is not guessed more often side by side', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => guess()));
    const codes = answers.map(({ body }) => body.code as string);
    expect(codes.filter((code) => code === 'start_code_wrong')).toHaveLength(5);
    expect(codes.filter((code) => code === 'start_code_locked')).toHaveLength(15);
  });

  it('is not guessed for free under an idempotency key', async () => {
    for (let tries = 1; tries <= 5; tries++) await guess({ 'idempotency-key': `guess-${tries}` });
    expect(await guess({ 'idempotency-key': 'guess-6' })).toMatchObject({ body: { code: 'start_code_locked' } });
  });

  it('is needed, in four digits, but by an operator who waives it', async () => {
    expect((await fixture.startTrip(at, { code: '12345' })).body.errors[0]).toMatchObject({ field: 'code' });
    expect(await fixture.startTrip(at, { code: null })).toMatchObject({ body: { code: 'start_code_wrong' } });
    const path = `/v1/rides/${at.rideId}/start`;
    const byHand = (waives: string[]) => ({ odometerStartMetres: 0, override: { waives, reason: 'Seen aboard' } });
    expect(await fixture.ops.post(path, byHand([]))).toMatchObject({ body: { code: 'start_code_wrong' } });
    expect((await fixture.ops.post(path, byHand(['code']))).body).toMatchObject({ status: 'STARTED' });
  });

  it('is read by an operator and by no driver', async () => {
    expect((await at.driver.caller.get(`/v1/rides/${at.rideId}/start-code`)).status).toBe(403);
    const shown = await fixture.ops.get(`/v1/rides/${at.rideId}/start-code`);
    expect(shown.body).toEqual({ rideId: at.rideId, code: fixture.codeOf(at.rideId) });
  });
});
