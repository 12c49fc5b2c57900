import { StartCodes } from '../../../src/contexts/ride/application/start-codes';
import { SmsSimulator } from '../../../src/platform/sms/sms-simulator';
import { eventually } from '../../support/application';
import { DispatchFixture, north, type OnlineDriver, PICKUP } from './dispatch-fixture';
import { refusal } from './operator-at-work';

/** Ravi carries a rider from PICKUP to here, five minutes by the booking. */
const DROP = 3_000;
/** Where the next rider waits: 112 s of estimated way from there. */
const NEXT = 2_400;
const WAY = 112;
const REST = 300;

describe('a city that looks ahead', () => {
  let fixture: DispatchFixture;
  let ravi: OnlineDriver;
  let underWay: string;

  beforeAll(async () => {
    fixture = await DispatchFixture.open();
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    await fixture.anew();
    await looksAhead(10);
    ravi = await fixture.driver('Ravi', 0);
    underWay = await asks(0, DROP, 5);
    await fixture.accepted(ravi);
    for (const step of ['depart', 'arrive', 'start'] as const) await takes(step, underWay, ravi, 0);
    await fixture.seen(ravi, DROP / 2);
  });

  const looksAhead = async (lookAheadMinutes: number): Promise<void> => {
    const { items } = (await fixture.operator.ops.get('/v1/cities')).body as { items: { code: string }[] };
    const { code, ...city } = items[0]!;
    const matching = { mode: 'greedy', windowSeconds: 2, waitingPercentPerMinute: 10, lookAheadMinutes };
    const answer = await fixture.operator.ops.call('PUT', `/v1/cities/${code}`, { ...city, matching });
    expect(answer).toMatchObject({ status: 200 });
  };
  /** A ride for now, from so many metres north to so many. */
  const asks = async (from: number, to: number, expectedMinutes: number): Promise<string> => {
    const { status, body } = await fixture.operator.ops.post('/v1/rides', {
      ...{ when: 'now', vehicleClass: 'SEDAN', tripType: 'LOCAL', paymentMode: 'CASH' },
      pickup: { point: north(from), address: 'Here' },
      drop: { point: north(to), address: 'There' },
      passenger: { name: 'Meera', phone: '+919812345678' },
      ...{ expectedMetres: Math.round(Math.abs(to - from) * 1.3), expectedMinutes },
    });
    expect({ status, body }).toMatchObject({ status: 201 });
    return body.id as string;
  };
  const next = () => asks(NEXT, -4_000, 20);
  const takes = async (step: 'depart' | 'arrive' | 'start', rideId: string, { caller }: OnlineDriver, at: number) => {
    const fix = { ...north(at), accuracyMetres: 12, fixedAt: fixture.now.toISOString() };
    const code = fixture.operator.application.app.get(StartCodes).of(rideId);
    const body = { depart: {}, arrive: { fix }, start: { code, odometerStartMetres: 18_250_000 } }[step];
    const { status, body: said } = await caller.post(`/v1/rides/${rideId}/${step}`, body);
    expect({ status, said }).toEqual({ status: 200, said: expect.anything() });
  };
  const ride = async (rideId: string) => (await fixture.operator.ops.get(`/v1/rides/${rideId}`)).body;
  const offerOf = async ({ caller }: OnlineDriver) => (await caller.get('/v1/driver/offers')).body.items[0];
  const engagement = async (rideId: string) =>
    (
      await fixture.sql<{
        planned_from: Date;
        planned_until: Date;
        after_ride_id: string | null;
        free_at: Date | null;
      }>(
        'SELECT planned_from, planned_until, after_ride_id, free_at FROM assignment.engagements WHERE ride_id = $1 ORDER BY id DESC',
        [rideId],
      )
    )[0]!;
  const inSeconds = (seconds: number): Date => new Date(fixture.now.getTime() + seconds * 1_000);
  /** The booked end of the ride under way, and so of its hold. */
  const finishes = (at: Date) =>
    fixture.sql(
      `UPDATE assignment.engagements SET finishes_at = $2, planned_until = $2::timestamptz + interval '15 minutes'
       WHERE ride_id = $1`,
      [underWay, at],
    );
  const shiftEnds = (at: Date) =>
    fixture.sql('UPDATE assignment.roster_entries SET ends_at = $2 WHERE driver_id = $1', [ravi.driverId, at]);
  const accepted = async (): Promise<string> => {
    const rideId = await next();
    await fixture.accepted(ravi);
    return rideId;
  };
  const brokeDown = (rideId: string) =>
    ravi.caller.post(`/v1/rides/${rideId}/breakdown`, {
      reason: 'No charge',
      odometerMetres: 18_251_000,
      point: PICKUP,
    });

  it('asks who is about to set his rider down nearby, and the rider is told', async () => {
    const rideId = await next();
    await fixture.offerTo(ravi);
    const offer = await offerOf(ravi);
    expect(offer).toMatchObject({ rideId, afterRideId: underWay, pickupSeconds: REST + WAY });
    // From where he is: 1.5 km to the drop and 600 m back, by roads.
    expect(offer.pickupMetres).toBe(1_950 + 780);
    const answer = await ravi.caller.post(`/v1/driver/offers/${offer.id}/accept`);
    expect(answer).toMatchObject({ status: 200, body: { afterRideId: underWay } });

    expect(await engagement(rideId)).toMatchObject({ planned_from: inSeconds(REST), after_ride_id: underWay });
    expect((await engagement(underWay)).planned_until).toEqual(inSeconds(REST));
    const told = await ride(rideId);
    expect(told).toMatchObject({ status: 'DRIVER_ASSIGNED', driver: { finishingAnotherRide: true } });
    expect(told.pickupAt).toBe(inSeconds(REST + WAY + 120).toISOString());
    expect(JSON.stringify(told)).not.toContain(underWay);
    const inbox = fixture.operator.application.app.get(SmsSimulator).running!.url;
    await eventually(async () => {
      const answered = await fetch(`${inbox}/__sim/inbox?to=%2B919812345678`);
      expect(JSON.stringify(await answered.json())).toContain('with Ravi, who is finishing another ride first. Tell');
    });

    expect(refusal(await ravi.caller.post(`/v1/rides/${rideId}/depart`, {}))).toEqual([409, 'driver_under_way']);
    fixture.pass(240);
    await fixture.seen(ravi, DROP);
    const end = { odometerEndMetres: 18_254_000, tollsPaise: 0, parkingPaise: 0 };
    const completed = await ravi.caller.post(`/v1/rides/${underWay}/complete`, end);
    expect([completed.status, completed.body.detail]).toEqual([200, undefined]);
    await takes('depart', rideId, ravi, DROP);
    expect(await ride(rideId)).toMatchObject({ status: 'EN_ROUTE', driver: { finishingAnotherRide: false } });
    await takes('arrive', rideId, ravi, NEXT);
    await takes('start', rideId, ravi, NEXT);
    expect(await fixture.statusOf(rideId)).toBe('STARTED');
  });

  it('does not where it looks no minute ahead, or fewer than he needs', async () => {
    for (const minutes of [0, 4]) {
      await looksAhead(minutes);
      const rideId = await next();
      await fixture.settled();
      expect(await offerOf(ravi)).toBeUndefined();
      expect((await fixture.why(rideId, ravi)).body.sentence).toContain('refused by the rule not_engaged');
      await fixture.operator.cancelled(rideId);
    }
  });

  it('asks an idle driver where he is there sooner, and tells why', async () => {
    const asha = await fixture.driver('Asha', NEXT + 1_000);
    const rideId = await next();
    await fixture.offerTo(asha);
    const why = (await fixture.why(rideId, ravi)).body;
    expect(why.sentence).toMatch(
      /^Ravi was finishing a ride, free in 5 min, 780 m from the pickup \(about 112 s\), and passed every rule, but Asha was/,
    );
    expect(why).toMatchObject({ outcome: 'outranked', figures: { finishingSeconds: REST }, score: { finishing: 60 } });
    const engaged = why.verdicts.find(({ rule }: { rule: string }) => rule === 'not_engaged');
    expect(engaged).toMatchObject({ passed: true, detail: { finishing: true, remainingSeconds: REST } });
  });

  it('asks him before an idle driver who needs longer', async () => {
    fixture.pass(240);
    await fixture.seen(ravi, DROP - 100);
    const asha = await fixture.driver('Asha', NEXT + 1_400);
    const rideId = await next();
    await fixture.offerTo(ravi);
    expect(await offerOf(ravi)).toMatchObject({ pickupSeconds: 60 + WAY });
    expect((await fixture.why(rideId, asha)).body.sentence).toMatch(/sooner, with the ride that he was finishing/);
  });

  it('looks beyond the circle in which only he would take it, for who is idle and there sooner', async () => {
    const asha = await fixture.driver('Asha', NEXT + 1_600);
    const rideId = await next();
    await fixture.offerTo(asha);
    expect((await fixture.why(rideId, ravi)).body).toMatchObject({ outcome: 'outranked' });
  });

  it('asks him where nobody idle farther is there sooner', async () => {
    const asha = await fixture.driver('Asha', NEXT + 2_900);
    const rideId = await next();
    await fixture.offerTo(ravi);
    expect((await fixture.why(rideId, asha)).body).toMatchObject({ outcome: 'outranked' });
  });

  it.each([
    ['by the booking', 29 * 60, DROP / 2, 15],
    ['by the way that is left', 60, -6_000, 20],
  ])('does not ask who is free after his shift, %s', async (_, bookedSeconds, at, shiftMinutes) => {
    await looksAhead(30);
    await finishes(inSeconds(bookedSeconds));
    await fixture.seen(ravi, at);
    const asked = await next();
    const offerId = await fixture.offerTo(ravi);
    await shiftEnds(inSeconds(shiftMinutes * 60));
    expect(refusal(await ravi.caller.post(`/v1/driver/offers/${offerId}/accept`))).toEqual([409, 'not_rostered']);
    await fixture.operator.cancelled(asked);

    const rideId = await next();
    await fixture.settled();
    expect(await offerOf(ravi)).toBeUndefined();
    expect((await fixture.why(rideId, ravi)).body.sentence).toContain('refused by the rule rostered');
  });

  it('holds him for the next ride, and expects his departure, from when the one before is over early', async () => {
    await looksAhead(30);
    await finishes(inSeconds(29 * 60));
    const rideId = await accepted();
    expect(await engagement(rideId)).toMatchObject({ planned_from: inSeconds(29 * 60), free_at: inSeconds(29 * 60) });
    fixture.pass(60);
    await fixture.operator.completed(underWay, ravi);
    expect(await engagement(rideId)).toMatchObject({ planned_from: fixture.now, free_at: fixture.now });

    const third = await asks(DROP, DROP + 2_000, 1);
    const assigned = await fixture.operator.ops.post(`/v1/rides/${third}/assign`, { driverId: ravi.driverId });
    expect(refusal(assigned)).toEqual([409, 'driver_engaged']);
    const seen = () => fixture.seen(ravi, DROP);
    await fixture.watch(150, seen);
    expect(fixture.trailOf(rideId)).not.toContain('driver_progress_doubted: stalled');
    await fixture.watch(30, seen);
    await eventually(async () => expect(fixture.trailOf(rideId)).toContain('driver_progress_doubted: stalled'));
    await fixture.watch(60, seen);
    expect(fixture.trailOf(rideId)).toContain('driver_lost: stalled');
  });

  it('lets the ride before be over early also where something else holds him until the next', async () => {
    await looksAhead(30);
    await finishes(inSeconds(29 * 60));
    const rideId = await accepted();
    await fixture.sql('UPDATE assignment.engagements SET planned_until = $2 WHERE ride_id = $1', [
      ...[underWay, inSeconds(300)],
    ]);
    const between = [rideId, inSeconds(600), inSeconds(1_200)];
    await fixture.sql(
      `INSERT INTO assignment.engagements (id, organization_id, ride_id, driver_id, vehicle_id, roster_entry_id,
         planned_from, planned_until, assigned_by, assigned_at, version, status)
       SELECT gen_random_uuid(), organization_id, gen_random_uuid(), driver_id, vehicle_id, roster_entry_id,
         $2, $3, assigned_by, assigned_at, version, status FROM assignment.engagements WHERE ride_id = $1`,
      between,
    );
    fixture.pass(60);
    await fixture.operator.completed(underWay, ravi);
    expect(await engagement(rideId)).toMatchObject({ planned_from: between[2], free_at: fixture.now });
  });

  it('holds him as before where the one before is over late', async () => {
    const rideId = await accepted();
    const held = await engagement(rideId);
    fixture.pass(REST + 30);
    await fixture.operator.completed(underWay, ravi);
    expect(await engagement(rideId)).toEqual(held);
  });

  it('looks for him where he will be free, and not where he drives', async () => {
    const asha = await fixture.driver('Asha', 400);
    const rideId = await asks(0, -4_000, 20);
    await fixture.offerTo(asha);
    expect((await fixture.why(rideId, ravi)).body).toMatchObject({
      sentence: 'Ravi was 3 km away; the search went to 1.5 km, where it found Asha.',
    });
  });

  it('counts anew what is left when he accepts, and nothing where his ride is over', async () => {
    const rideId = await next();
    const offerId = await fixture.offerTo(ravi);
    await fixture.operator.completed(underWay, ravi);
    const answer = await ravi.caller.post(`/v1/driver/offers/${offerId}/accept`);
    expect(answer).toMatchObject({ status: 200, body: { afterRideId: null } });
    const told = await ride(rideId);
    expect(told).toMatchObject({
      pickupAt: inSeconds(WAY + 120).toISOString(),
      driver: { finishingAnotherRide: false },
    });
  });

  it('holds him for one next ride, whoever asks at once', async () => {
    const rideIds = await Promise.all([next(), next(), next()]);
    await fixture.offerTo(ravi);
    await fixture.accepted(ravi);
    for (let round = 0; round < 3; round++) {
      fixture.pass(10);
      await fixture.seen(ravi, 1_000);
      await fixture.settled();
    }
    expect(await offerOf(ravi)).toBeUndefined();
    const held = await fixture.sql<object>(
      'SELECT FROM assignment.engagements WHERE ride_id = ANY($1) AND ended_at IS NULL',
      [rideIds],
    );
    expect(held).toHaveLength(1);
  });

  it('loses him where his ride is not over in time, and searches another', async () => {
    const rideId = await accepted();
    const asha = await fixture.driver('Asha', NEXT + 1_000);
    const seen = async (): Promise<void> => {
      await fixture.seen(ravi, DROP - 100);
      await fixture.seen(asha, NEXT + 1_000);
    };
    await fixture.watch(REST + 180 - 30, seen);
    expect(fixture.trailOf(rideId)).not.toContain('driver_progress_doubted: stalled');
    await fixture.watch(90, seen);
    expect(fixture.trailOf(rideId)).toEqual(
      expect.arrayContaining([
        'driver_progress_doubted: stalled',
        'driver_lost: stalled',
        'search_started: driver_stalled',
      ]),
    );
    await fixture.accepted(asha);
    expect((await fixture.why(rideId, ravi)).body.sentence).toContain('ride before this one was not over in time.');
  });

  it('takes the next ride from him at once when his cab breaks down, and what he is asked', async () => {
    const rideId = await accepted();
    const asha = await fixture.driver('Asha', NEXT + 1_000);
    expect(await brokeDown(underWay)).toMatchObject({ status: 200 });
    await eventually(async () => expect(fixture.trailOf(rideId)).toContain('search_started: broke_down'));
    await eventually(async () => expect(await fixture.statusOf(rideId)).not.toBe('DRIVER_ASSIGNED'));
    expect((await fixture.why(rideId, ravi)).body.sentence).toContain('The cab broke down on the ride before.');
    // Two are searched for her now: the rider on the road, and the one who waits.
    await fixture.offerTo(asha);
  });

  it('takes back what he is being asked when his cab breaks down', async () => {
    const rideId = await next();
    const offerId = await fixture.offerTo(ravi);
    expect(await brokeDown(underWay)).toMatchObject({ status: 200 });
    await eventually(async () => expect(fixture.trailOf(rideId)).toContain('offer_withdrawn'));
    expect(refusal(await ravi.caller.post(`/v1/driver/offers/${offerId}/accept`))).toEqual([409, 'offer_not_open']);
  });

  it('lets a driver take the next ride whose earlier one was cancelled under him', async () => {
    await next();
    const offerId = await fixture.offerTo(ravi);
    const cancelled = { reasonCode: 'EMERGENCY', note: 'The rider is unwell' };
    expect(await fixture.operator.ops.post(`/v1/rides/${underWay}/cancel`, cancelled)).toMatchObject({ status: 200 });
    expect(await ravi.caller.post(`/v1/driver/offers/${offerId}/accept`)).toMatchObject({ status: 200 });
  });
});
