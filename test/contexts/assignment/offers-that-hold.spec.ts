import { DispatchFixture, north, type OnlineDriver } from './dispatch-fixture';
import { refusal } from './operator-at-work';

describe('an offer that its driver can accept', () => {
  let fixture: DispatchFixture;
  let asha: OnlineDriver;

  beforeAll(async () => {
    fixture = await DispatchFixture.open();
  });
  beforeEach(async () => {
    await fixture.anew();
    asha = await fixture.driver('Asha', 200);
  });
  afterAll(() => fixture.close());

  const offersOf = (rideId: string): Promise<{ name: string; status: string }[]> =>
    fixture.sql(
      `SELECT d.name, o.status FROM assignment.offers o JOIN assignment.drivers d USING (driver_id)
       WHERE o.ride_id = $1 ORDER BY o.made_at, o.id`,
      [rideId],
    );

  it('goes to nobody whom a ride before it holds while he should be on his way', async () => {
    const { operator } = fixture;
    const before = await operator.ride(operator.after(60), 30);
    await operator.assigned(before, asha.driverId);
    const bina = await fixture.driver('Bina', 900);
    const rideId = await operator.ride(operator.after(110), 30);
    expect((await operator.ops.post(`/v1/rides/${rideId}/search`, {})).status).toBeLessThan(300);
    await fixture.accepted(bina);
    expect(await offersOf(rideId)).toEqual([{ name: 'Bina', status: 'ACCEPTED' }]);
    expect((await fixture.why(rideId, asha)).body.sentence).toContain(`not_engaged: ride ${before} holds him until`);
  });

  it('is made once in a search to him who accepted it and could not be held for it', async () => {
    const rideId = await fixture.request();
    const offerId = await fixture.offerTo(asha);
    // His licence ends between the offer and his answer, and is renewed before the next round.
    const licensed = (days: number): Promise<unknown> =>
      fixture.sql(
        `UPDATE assignment.drivers SET licence_expires_on = ($2::timestamptz + make_interval(days => $3))::date
         WHERE driver_id = $1`,
        [asha.driverId, fixture.now, days],
      );
    await licensed(-3);
    expect(refusal(await asha.caller.post(`/v1/driver/offers/${offerId}/accept`))).toEqual([409, 'licence_expired']);
    await licensed(300);
    for (let rounds = 0; rounds < 2; rounds++) {
      await fixture.settled();
      fixture.pass(10);
      await fixture.seen(asha, 200);
    }
    await fixture.settled();
    expect(await offersOf(rideId)).toEqual([{ name: 'Asha', status: 'WITHDRAWN' }]);
    expect((await fixture.why(rideId, asha)).body).toMatchObject({ outcome: 'withdrawn' });
  });

  it('leads to where the rider waits now, also after a breakdown on the way and a moved pickup', async () => {
    const rideId = await fixture.rideOf(asha);
    await fixture.step(rideId, asha, 'depart');
    const bina = await fixture.driver('Bina', 300);
    expect((await asha.caller.post(`/v1/rides/${rideId}/breakdown`, { reason: 'No power' })).status).toBe(200);
    await fixture.accepted(bina);
    const moved = { pickup: { point: north(-490), address: 'Terminal 2' } };
    expect((await fixture.operator.ops.post(`/v1/rides/${rideId}/pickup`, moved)).status).toBe(200);
    await fixture.step(rideId, bina, 'depart');
    // He drives straight there, and waits.
    let at = 300;
    await fixture.watch(360, async () => {
      at = Math.max(-490, at - 400);
      await fixture.seen(bina, at);
    });
    expect(fixture.trailOf(rideId)).not.toContain('driver_progress_doubted: retreating');
    expect(fixture.trailOf(rideId).filter((line) => line.startsWith('driver_lost'))).toEqual([]);
    expect((await fixture.why(rideId, bina)).body.outcome).toBe('has_it');
  });

  it('stands while the pickup moves by metres, and is withdrawn once they add up to a hundred', async () => {
    const rideId = await fixture.request();
    const offerId = await fixture.offerTo(asha);
    const move = (metres: number) =>
      fixture.operator.ops.post(`/v1/rides/${rideId}/pickup`, {
        pickup: { point: north(metres), address: 'The kerb' },
      });
    for (const metres of [1, 50, 99]) expect((await move(metres)).status).toBe(200);
    await fixture.settled();
    expect(await fixture.offerTo(asha)).toBe(offerId);
    expect((await move(101)).status).toBe(200);
    await fixture.settled();
    expect(await fixture.offerTo(asha)).not.toBe(offerId);
    const statuses = (await offersOf(rideId)).map(({ status }) => status);
    expect(statuses.sort()).toEqual(['OPEN', 'WITHDRAWN']);
  });
});
