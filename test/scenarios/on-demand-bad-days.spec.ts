import type { Login } from '../contexts/identity/logins';
import { eventually } from '../support/application';
import { type Fix, northOf, OnDemandTown, refusal, type TownDriver } from './on-demand-town';

/** What phones and people do wrong to rides on demand; nobody is lost and nobody is double-booked. */
describe('on demand, on a bad day', () => {
  let town: OnDemandTown;
  let rider: Login;
  const working: TownDriver[] = [];

  beforeAll(async () => {
    town = await OnDemandTown.open();
  }, 120_000);
  afterAll(() => town.application.stop());
  beforeEach(async () => {
    rider = await town.rider();
  });
  afterEach(async () => {
    // What is left of one test would be offered to the drivers of the next.
    for (const { id } of (await rider.get('/v1/rider/rides')).body.items as { id: string }[])
      await rider.post(`/v1/rides/${id}/cancel`, { reasonCode: 'CHANGE_OF_PLANS' });
    for (const driver of working.splice(0)) await driver.post('/v1/driver/go-offline', {});
  });

  const online = async (metres: number): Promise<TownDriver> => {
    const driver = await town.online(northOf(metres));
    working.push(driver);
    return driver;
  };
  const accept = (driver: Login, offerId: string) => driver.post(`/v1/driver/offers/${offerId}/accept`);
  const engagements = (rideId: string) =>
    town.application.sql<{ driver_id: string }>('SELECT driver_id FROM assignment.engagements WHERE ride_id = $1', [
      rideId,
    ]);
  const at = (date: Date): string => date.toISOString();

  it('believes no point at 0,0, in the sea, from 1970 or from next year, and goes on with the last good one', async () => {
    const driver = await online(400);
    const now = await town.now();
    const sea = { latitude: 15.2, longitude: 70.4 };
    const answer = await town.report(
      driver,
      [
        { latitude: 0, longitude: 0, deviceAt: at(now) },
        { ...sea, deviceAt: at(now) },
        { ...northOf(90_000), deviceAt: at(new Date(0)) },
        { ...northOf(90_000), deviceAt: at(new Date(now.getTime() + 365 * 86_400_000)) },
      ],
      at(now),
    );
    expect(answer).toMatchObject({
      status: 202,
      body: {
        accepted: 1,
        ignored: [
          { index: 0, reason: 'at_zero' },
          { index: 2, reason: 'too_old' },
          { index: 3, reason: 'in_the_future' },
        ],
        doubted: [{ index: 1, reason: 'far_from_cities' }],
      },
    });
    const rideId = await town.request(rider);
    const offerId = await town.offer(driver);
    expect(await accept(driver, offerId)).toMatchObject({ status: 200 });
    expect(await town.statusOf(rideId)).toBe('DRIVER_ASSIGNED');
  }, 60_000);

  it('refuses points that are none, naming each, and stores nothing of their report', async () => {
    const driver = await online(400);
    const now = at(await town.now());
    const stored = () =>
      town.application.sql('SELECT latitude, longitude FROM assignment.last_positions WHERE driver_id = $1', [
        driver.driverId,
      ]);
    const before = await stored();
    const points = [
      { ...northOf(50), deviceAt: now },
      { latitude: 91, longitude: 77, deviceAt: now },
      { latitude: 28, longitude: 'east', deviceAt: now },
      { latitude: 28, longitude: 77, deviceAt: 'yesterday' },
      { latitude: 28, longitude: 77, deviceAt: now, accuracyMetres: -1 },
    ] as unknown as Fix[];
    const answer = await town.report(driver, points, now);
    expect(answer.status).toBe(400);
    for (const field of ['points[1].latitude', 'points[2].longitude', 'points[3].deviceAt', 'points[4].accuracyMetres'])
      expect(JSON.stringify(answer.body)).toContain(field);
    expect(await stored()).toEqual(before);
  }, 60_000);

  it('makes no offer to a driver who says to be nowhere, or whose phone makes its places up', async () => {
    const nowhere = await town.driver();
    const faker = await town.driver();
    working.push(nowhere, faker);
    await town.seen(nowhere, { latitude: 0, longitude: 0 });
    await town.seen(faker, northOf(100), { mock: true });
    for (const driver of [nowhere, faker]) await driver.post('/v1/driver/go-online');
    const honest = await online(1_200);
    await town.request(rider);
    await town.offer(honest);
    for (const driver of [nowhere, faker]) expect(await town.offers(driver)).toEqual([]);
  }, 60_000);

  it('hides another driver’s offer from a token that is not his, and keeps it for him', async () => {
    const [near, far] = [await online(300), await online(900)];
    const rideId = await town.request(rider);
    const offerId = await town.offer(near);
    expect(await town.offers(far)).toEqual([]);
    expect((await accept(far, offerId)).status).toBe(404);
    expect((await far.post(`/v1/driver/offers/${offerId}/decline`, { reason: 'Not mine' })).status).toBe(404);
    expect((await accept(rider, offerId)).status).toBe(403);
    expect((await accept(near, offerId)).status).toBe(200);
    expect(await engagements(rideId)).toEqual([{ driver_id: near.driverId }]);
  }, 60_000);

  it('refuses an accept after the offer’s time, and asks the next driver', async () => {
    const [near, next] = [await online(300), await online(900)];
    const rideId = await town.request(rider);
    const offerId = await town.offer(near);
    await town.pass(21);
    expect(refusal(await accept(near, offerId))).toEqual([409, 'offer_lapsed']);
    expect(await engagements(rideId)).toEqual([]);
    expect((await accept(next, await town.offer(next))).status).toBe(200);
    expect(refusal(await accept(near, offerId))).toEqual([409, 'offer_lapsed']);
    expect(await engagements(rideId)).toEqual([{ driver_id: next.driverId }]);
  }, 60_000);

  it('gives the ride once to a driver who accepts twice, from two phones at once', async () => {
    const driver = await online(300);
    const secondPhone = await town.logins.logIn(driver.phone);
    const rideId = await town.request(rider);
    const offerId = await town.offer(driver);
    const answers = await Promise.all([driver, secondPhone, driver].map((phone) => accept(phone, offerId)));
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    for (const { status } of answers) expect([200, 409]).toContain(status);
    expect(await engagements(rideId)).toEqual([{ driver_id: driver.driverId }]);
    expect(await town.statusOf(rideId)).toBe('DRIVER_ASSIGNED');
  }, 60_000);

  it.each([2, -2])(
    'puts a phone right whose clock is %i hours off',
    async (hours) => {
      const driver = await town.driver();
      working.push(driver);
      const itsTime = at(new Date((await town.now()).getTime() + hours * 3_600_000));
      await town.report(driver, [{ ...northOf(250), deviceAt: itsTime }], itsTime);
      await driver.post('/v1/driver/go-online');
      const rideId = await town.request(rider);
      expect((await accept(driver, await town.offer(driver))).status).toBe(200);
      await eventually(async () => expect(await town.statusOf(rideId)).toBe('DRIVER_ASSIGNED'));
    },
    60_000,
  );
});
