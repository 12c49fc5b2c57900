import { DispatchFixture, type OnlineDriver } from './dispatch-fixture';
import { refusal } from './operator-at-work';

describe('when a driver does not come', () => {
  let fixture: DispatchFixture;
  let ravi: OnlineDriver;
  let asha: OnlineDriver;

  beforeAll(async () => {
    fixture = await DispatchFixture.open();
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    await fixture.anew();
    ravi = await fixture.driver('Ravi', 1_200);
    asha = await fixture.driver('Asha', 1_400);
  });

  const FOUND = ['search_started: requested', 'searching', 'offer_made', 'offer_accepted', 'driver_assigned'];
  const SEARCHED = ['search_ended: assigned'];
  const after = (rideId: string): string[] => fixture.trailOf(rideId).slice(FOUND.length + SEARCHED.length);
  const withdraw = (rideId: string, driver = ravi) =>
    driver.caller.post(`/v1/driver/rides/${rideId}/withdraw`, { reason: 'A flat tyre' });
  const departed = async (): Promise<string> => {
    const rideId = await fixture.rideOf(ravi);
    await fixture.step(rideId, ravi, 'depart');
    return rideId;
  };

  describe('he withdraws', () => {
    it('and another is searched at once, never he again', async () => {
      const rideId = await fixture.rideOf(ravi);
      expect([...fixture.trailOf(rideId)].sort()).toEqual([...FOUND, ...SEARCHED].sort());
      expect(await withdraw(rideId)).toMatchObject({ status: 204 });
      const told = ['engagement_ended: released', 'driver_withdrew', 'search_started: driver_withdrew', 'searching'];
      expect(after(rideId).slice(0, 4)).toEqual(told);
      expect(await fixture.statusOf(rideId)).toBe('ASSIGNING');
      await fixture.accepted(asha);
      expect(await fixture.statusOf(rideId)).toBe('DRIVER_ASSIGNED');
      expect((await fixture.why(rideId, ravi)).body).toMatchObject({
        outcome: 'had_it',
        sentence: expect.stringMatching(/^Ravi got the ride at .* and lost it at .*: A flat tyre\.$/),
      });
      expect(refusal(await withdraw(rideId))).toEqual([404, 'ride_not_found']);
    });

    it('but not from another’s ride, without a reason, or with the rider aboard', async () => {
      const rideId = await departed();
      expect(refusal(await withdraw(rideId, asha))).toEqual([404, 'ride_not_found']);
      expect((await ravi.caller.post(`/v1/driver/rides/${rideId}/withdraw`, {})).status).toBe(400);
      await fixture.step(rideId, ravi, 'arrive');
      await fixture.step(rideId, ravi, 'start');
      expect(refusal(await withdraw(rideId))).toEqual([409, 'ride_driver_aboard']);
      expect(await fixture.operator.engagementsOf(rideId)).toMatchObject([{ status: 'UNDER_WAY' }]);
      expect((await withdraw(rideId, { ...ravi, caller: fixture.operator.ops })).status).toBe(403);
    });

    it('from a scheduled ride, which then waits for whoever assigns', async () => {
      const { operator } = fixture;
      const rideId = await operator.ride();
      await operator.assigned(rideId, ravi.driverId);
      expect(await withdraw(rideId)).toMatchObject({ status: 204 });
      expect(fixture.trailOf(rideId)).toEqual([
        'driver_assigned',
        'engagement_ended: released',
        'driver_withdrew',
        'driver_unassigned',
      ]);
      expect(await fixture.statusOf(rideId)).toBe('CREATED');
    });
  });

  describe('his progress is watched', () => {
    it('and one who comes nearer is left alone, until he arrives', async () => {
      const rideId = await departed();
      let metres = 1_200;
      await fixture.watch(300, () => fixture.seen(ravi, (metres -= 60)));
      expect(await fixture.watches(rideId)).toBe(1);
      await fixture.step(rideId, ravi, 'arrive');
      expect(await fixture.watches(rideId)).toBe(0);
      await fixture.watch(600);
      expect(after(rideId)).toEqual([]);
      expect(await fixture.statusOf(rideId)).toBe('ARRIVED');
    });

    it('and one who goes dark is doubted, and lost after the grace', async () => {
      const rideId = await departed();
      await fixture.watch(120, null);
      expect(after(rideId)).toEqual(['driver_progress_doubted: dark']);
      expect(await fixture.statusOf(rideId)).toBe('EN_ROUTE');
      await fixture.seen(asha, 1_400);
      await fixture.watch(60, () => fixture.seen(asha, 1_400));
      expect(after(rideId).slice(1, 5)).toEqual([
        'engagement_ended: released',
        'driver_lost: dark',
        'search_started: driver_dark',
        'searching',
      ]);
      expect(await fixture.watches(rideId)).toBe(0);
      await fixture.accepted(asha);
      expect(await fixture.statusOf(rideId)).toBe('DRIVER_ASSIGNED');
    });

    it('and one who is seen again in the grace keeps his ride', async () => {
      const rideId = await departed();
      await fixture.watch(120, null);
      await fixture.seen(ravi, 1_000);
      await fixture.watch(90, () => fixture.seen(ravi, 1_000));
      expect(after(rideId)).toEqual(['driver_progress_doubted: dark']);
      expect(await fixture.statusOf(rideId)).toBe('EN_ROUTE');
    });

    it('and one who stands still, or drives away, is lost', async () => {
      const stands = await departed();
      await fixture.watch(240, () => fixture.seen(ravi, 1_200));
      expect(after(stands).slice(0, 4)).toEqual([
        ...['driver_progress_doubted: stalled', 'engagement_ended: released'],
        ...['driver_lost: stalled', 'search_started: driver_stalled'],
      ]);
      await fixture.operator.cancelled(stands);

      await fixture.seen(asha, 1_000);
      const flees = await fixture.request();
      await fixture.accepted(asha);
      await fixture.step(flees, asha, 'depart');
      let metres = 1_000;
      await fixture.watch(180, () => fixture.seen(asha, (metres += 200)));
      expect(after(flees).slice(0, 3)).toEqual([
        ...['driver_progress_doubted: retreating', 'engagement_ended: released', 'driver_lost: retreating'],
      ]);
    });

    it('and one who never departs is lost too', async () => {
      const rideId = await fixture.rideOf(ravi);
      const seen = (): Promise<void> => fixture.seen(ravi, 1_200);
      await fixture.watch(180, seen);
      expect(after(rideId)).toEqual(['driver_progress_doubted: stalled']);
      await fixture.watch(60, seen);
      expect(after(rideId).slice(1, 3)).toEqual(['engagement_ended: released', 'driver_lost: stalled']);
    });

    it('and one who departs in the grace is not', async () => {
      const rideId = await fixture.rideOf(ravi);
      await fixture.watch(180, () => fixture.seen(ravi, 1_200));
      await fixture.step(rideId, ravi, 'depart');
      let metres = 1_200;
      await fixture.watch(120, () => fixture.seen(ravi, (metres -= 60)));
      expect(after(rideId)).toEqual(['driver_progress_doubted: stalled']);
      expect(await fixture.statusOf(rideId)).toBe('EN_ROUTE');
    });

    it('only on his way to a ride for now', async () => {
      const { operator } = fixture;
      const rideId = await operator.ride();
      await operator.assigned(rideId, ravi.driverId);
      await operator.departed(rideId, ravi);
      await fixture.watch(300);
      expect(fixture.trailOf(rideId)).toEqual(['driver_assigned']);
    });
  });

  describe('his cab breaks down', () => {
    const brokeDown = (rideId: string, body: object = {}) =>
      ravi.caller.post(`/v1/rides/${rideId}/breakdown`, { reason: 'No power', ...body });

    it('on the way, and another is searched', async () => {
      const rideId = await departed();
      expect(await brokeDown(rideId)).toMatchObject({ status: 200 });
      expect(after(rideId).slice(0, 3)).toEqual([
        ...['engagement_ended: released', 'search_started: broke_down', 'searching'],
      ]);
      expect(await fixture.statusOf(rideId)).toBe('ASSIGNING');
      await fixture.accepted(asha);
      expect(await fixture.statusOf(rideId)).toBe('DRIVER_ASSIGNED');
    });

    it('with the rider aboard, and the second cab is searched from there and finishes the trip', async () => {
      const rideId = await departed();
      await fixture.step(rideId, ravi, 'arrive');
      await fixture.step(rideId, ravi, 'start');
      await fixture.seen(asha, 9_500);
      const body = { odometerMetres: 18_258_000, point: { latitude: PLACE.latitude, longitude: PLACE.longitude } };
      expect(await brokeDown(rideId, body)).toMatchObject({ status: 200 });
      expect(await fixture.statusOf(rideId)).toBe('STARTED');
      await fixture.accepted(asha);
      expect(await fixture.statusOf(rideId)).toBe('DRIVER_ASSIGNED');
      const [search] = await fixture.sql<object>(
        `SELECT pickup_latitude, reason FROM assignment.searches WHERE ride_id = $1 ORDER BY id DESC LIMIT 1`,
        [rideId],
      );
      expect(search).toEqual({ pickup_latitude: PLACE.latitude, reason: 'broke_down' });
      expect(after(rideId)).toContain('search_started: broke_down elsewhere');
      await fixture.step(rideId, asha, 'depart');
      // He is watched on his way to where the cab stands: nearer to the first pickup is no nearer.
      let metres = 9_500;
      await fixture.watch(60, () => fixture.seen(asha, (metres += 100)));
      expect(after(rideId).filter((line) => line.includes('doubted'))).toEqual([]);
      expect(await fixture.statusOf(rideId)).toBe('EN_ROUTE');
    });

    it('with the rider aboard, and the driver who comes gives it up: the next is searched from where the cab stands', async () => {
      const rideId = await departed();
      await fixture.step(rideId, ravi, 'arrive');
      await fixture.step(rideId, ravi, 'start');
      await fixture.seen(asha, 9_500);
      const body = { odometerMetres: 18_258_000, point: { latitude: PLACE.latitude, longitude: PLACE.longitude } };
      expect(await brokeDown(rideId, body)).toMatchObject({ status: 200 });
      await fixture.accepted(asha);
      const givenUp = await asha.caller.post(`/v1/driver/rides/${rideId}/withdraw`, { reason: 'A flat tyre' });
      expect(givenUp.status).toBe(204);
      const searches = await fixture.sql<object>(
        'SELECT reason, pickup_latitude, at_breakdown FROM assignment.searches WHERE ride_id = $1 ORDER BY id DESC LIMIT 1',
        [rideId],
      );
      expect(searches).toEqual([{ reason: 'driver_withdrew', pickup_latitude: PLACE.latitude, at_breakdown: true }]);
    });

    it('of a scheduled ride, on the way, and it waits for whoever assigns', async () => {
      const { operator } = fixture;
      const rideId = await operator.ride();
      await operator.assigned(rideId, ravi.driverId);
      await operator.departed(rideId, ravi);
      expect(await brokeDown(rideId)).toMatchObject({ status: 200 });
      expect(await fixture.statusOf(rideId)).toBe('CREATED');
      expect(fixture.trailOf(rideId).slice(1)).toEqual(['engagement_ended: released', 'driver_unassigned']);
    });
  });

  describe('the rider cancels', () => {
    const open = async (rideId: string) => {
      const [counts] = await fixture.sql<Record<string, number>>(
        `SELECT (SELECT count(*)::int FROM assignment.searches WHERE ride_id = $1 AND status = 'OPEN') AS searches,
                (SELECT count(*)::int FROM assignment.offers WHERE ride_id = $1 AND status = 'OPEN') AS offers,
                (SELECT count(*)::int FROM assignment.engagements WHERE ride_id = $1 AND ended_at IS NULL) AS engagements,
                (SELECT count(*)::int FROM assignment.progress_watches w JOIN assignment.engagements e
                   ON e.id = w.engagement_id WHERE e.ride_id = $1) AS watches`,
        [rideId],
      );
      return counts;
    };
    const NOTHING = { searches: 0, offers: 0, engagements: 0, watches: 0 };

    it('while a driver thinks, and the offer and the search end', async () => {
      const rideId = await fixture.request();
      const offerId = await fixture.offerTo(ravi);
      await fixture.operator.cancelled(rideId);
      expect(fixture.trailOf(rideId).slice(3)).toEqual(['offer_withdrawn', 'search_ended: cancelled']);
      expect(refusal(await ravi.caller.post(`/v1/driver/offers/${offerId}/accept`))).toEqual([409, 'offer_not_open']);
      expect(await open(rideId)).toEqual(NOTHING);
    });

    it.each(['assigned', 'under way', 'doubted', 'arrived', 'searched anew'])(
      'with a driver %s, and nothing of it is left',
      async (state) => {
        const rideId = await fixture.rideOf(ravi);
        if (state !== 'assigned') await fixture.step(rideId, ravi, 'depart');
        if (state === 'doubted') await fixture.watch(120);
        if (state === 'arrived') await fixture.step(rideId, ravi, 'arrive');
        if (state === 'searched anew') await withdraw(rideId);
        await fixture.settled();
        const before = after(rideId).length;
        await fixture.operator.cancelled(rideId);
        const ended =
          state === 'searched anew' ? ['offer_withdrawn', 'search_ended: cancelled'] : ['engagement_ended: released'];
        expect(after(rideId).slice(before)).toEqual(ended);
        expect(await open(rideId)).toEqual(NOTHING);
        await fixture.watch(300);
        expect(after(rideId).slice(before)).toEqual(ended);
      },
    );
  });
});

const PLACE = { latitude: 28.5562 + 9_000 / 111_195, longitude: 77.1 };
