import { v7 as uuidv7 } from 'uuid';
import { lock } from '../../../src/platform/transaction/locks';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { DispatchFixture, type OnlineDriver } from './dispatch-fixture';
import { refusal } from './operator-at-work';

describe('why this driver', () => {
  let fixture: DispatchFixture;
  let ravi: OnlineDriver;

  beforeAll(async () => {
    fixture = await DispatchFixture.open();
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    await fixture.anew();
    ravi = await fixture.driver('Ravi', 400);
  });

  const told = async (rideId: string, driver: { driverId: string }): Promise<string> => {
    const { status, body } = await fixture.why(rideId, driver);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body.sentence as string;
  };

  it('is told of everyone: outranked, refused, out of reach, unseen, and whom it was offered', async () => {
    const asha = await fixture.driver('Asha', 1_000);
    const meena = await fixture.driver('Meena', 500);
    await fixture.seen(meena, 500, 140);
    const imran = await fixture.driver('Imran', 7_300);
    const late = await fixture.driver('Late', 900);
    await fixture.sql('DELETE FROM assignment.last_positions WHERE driver_id = $1', [late.driverId]);
    const rideId = await fixture.rideOf(ravi);

    expect(await told(rideId, asha)).toMatch(
      /^Asha was 1\.3 km away \(about 3 min\) and passed every rule, but Ravi was \d+ s nearer\.$/,
    );
    expect(await told(rideId, meena)).toBe(
      'Meena was refused by the rule seen_recently: last seen 140 s before, at most 90 s.',
    );
    expect(await told(rideId, imran)).toBe('Imran was 7.3 km away; the search went to 1.5 km, where it found Ravi.');
    expect(await told(rideId, late)).toMatch(
      /^Late had no position on \d{4}-\d\d-\d\d, when the ride was searched for\.$/,
    );
    expect(await told(rideId, ravi)).toMatch(/^Ravi got the ride at \d\d:\d\d:\d\d IST and has it\.$/);

    expect((await fixture.why(rideId, asha)).body).toMatchObject({
      outcome: 'outranked',
      round: { round: 1, radiusMetres: 1_500, policyVersion: 1 },
      figures: { straightMetres: 1_000, pickupMetres: 1_300, pickupEstimated: true, chargePercent: 80 },
      score: { acceptance: -30 },
      chosen: { driverId: ravi.driverId, name: 'Ravi' },
    });
    expect((await fixture.why(rideId, imran)).body).toMatchObject({ outsideMetres: 7_300, figures: null });
    const { verdicts } = (await fixture.why(rideId, meena)).body as { verdicts: { rule: string; passed: boolean }[] };
    expect(verdicts.filter(({ passed }) => !passed).map(({ rule }) => rule)).toEqual(['seen_recently']);
  });

  it('tells what became of an offer, and the whole story in order', async () => {
    const asha = await fixture.driver('Asha', 1_000);
    const rideId = await fixture.request();
    const offerId = await fixture.offerTo(ravi);
    await ravi.caller.post(`/v1/driver/offers/${offerId}/decline`, { reason: 'Too far.' });
    await fixture.offerTo(asha);
    fixture.pass(20);
    await fixture.settled();
    expect(await told(rideId, ravi)).toMatch(/^Ravi was offered the ride at .* and declined it at .*: Too far\.$/);
    expect(await told(rideId, asha)).toMatch(/^Asha was offered the ride at \d\d:\d\d:\d\d IST and let it lapse\.$/);

    const { status, body } = await fixture.operator.ops.get(`/v1/rides/${rideId}/dispatch`);
    expect(status).toBe(200);
    const story = body as {
      searches: { reason: string; rounds: object[]; offers: object[] }[];
      story: { what: string; text: string }[];
    };
    expect(story.searches).toMatchObject([{ reason: 'requested', status: 'OPEN' }]);
    expect(story.searches[0]!.rounds).toMatchObject([
      { round: 1, looked: 2, eligible: 2, chosen: [ravi.driverId] },
      {
        round: 2,
        looked: 2,
        eligible: 1,
        chosen: [asha.driverId],
        refusals: [{ rule: 'not_offered_before', drivers: 1 }],
      },
      { round: 3, eligible: 0, chosen: [], refusals: [{ rule: 'not_offered_before', drivers: 2 }] },
    ]);
    expect(story.searches[0]!.offers).toMatchObject([
      { driverName: 'Ravi', status: 'DECLINED', endReason: 'Too far.' },
      { driverName: 'Asha', status: 'LAPSED', endReason: null },
    ]);
    expect(story.story.map(({ what }) => what)).toEqual([
      ...['search_started', 'round', 'offer_made', 'offer_ended', 'round', 'offer_made', 'offer_ended', 'round'],
    ]);
  });

  it('says that somebody held the better driver just then, and tells the round that decided', async () => {
    const asha = await fixture.driver('Asha', 1_300);
    let free = (): void => undefined;
    const held = new Promise<void>((resolve) => (free = resolve));
    const { application, organizationId } = fixture.operator;
    let holds = (): void => undefined;
    const holding = new Promise<void>((resolve) => (holds = resolve));
    const holder = application.app.get(UnitOfWork).run(
      async () => {
        holds();
        await held;
      },
      { organizationId, locks: [lock('driver', ravi.driverId)] },
    );
    await holding;
    const rideId = await fixture.request();
    await fixture.offerTo(asha);
    free();
    await holder;
    expect((await fixture.why(rideId, ravi)).body).toMatchObject({
      outcome: 'passed_over',
      sentence: expect.stringMatching(/being decided about him; Asha was asked instead\.$/) as string,
    });
    // In the round that decides he is offline.
    expect(await ravi.caller.post('/v1/driver/go-offline', {})).toMatchObject({ status: 200 });
    const offerId = (await asha.caller.get('/v1/driver/offers')).body.items[0].id as string;
    expect(await asha.caller.post(`/v1/driver/offers/${offerId}/decline`, {})).toMatchObject({ status: 204 });
    const meena = await fixture.driver('Meena', 1_200);
    fixture.pass(10);
    for (const [driver, metres] of [
      [ravi, 400],
      [meena, 1_200],
    ] as const)
      await fixture.seen(driver, metres);
    await fixture.accepted(meena);
    expect(await told(rideId, ravi)).toBe('Ravi was refused by the rule willing: he had not gone online.');
  });

  it('tells the last search, where who accepted in an earlier one gave the ride back', async () => {
    const asha = await fixture.driver('Asha', 900);
    const rideId = await fixture.rideOf(ravi);
    expect(await told(rideId, asha)).toContain('but Ravi was');
    expect(await asha.caller.post('/v1/driver/go-offline', {})).toMatchObject({ status: 200 });
    expect((await ravi.caller.post(`/v1/driver/rides/${rideId}/withdraw`, { reason: 'Cannot.' })).status).toBeLessThan(
      300,
    );
    await fixture.settled();
    expect(await told(rideId, asha)).toBe('Asha was refused by the rule willing: he had not gone online.');
  });

  it('says what is known now of a driver who came near later', async () => {
    const rideId = await fixture.rideOf(ravi);
    fixture.pass(60);
    const asha = await fixture.driver('Asha', 200);
    expect(await told(rideId, asha)).toMatch(
      /^Asha was in no round of the search, which went to 1\.5 km; known at .*: last seen at .*, 200 m from the pickup, ACTIVE, duty ON, online\.$/,
    );
  });

  it('is for those who may ask, of their own drivers and rides', async () => {
    const asha = await fixture.driver('Asha', 1_000);
    const rideId = await fixture.rideOf(ravi);
    const { operator } = fixture;
    const stranger = (await fixture.operator.neighbour()).ops;
    expect(refusal(await fixture.why(rideId, asha, stranger))).toEqual([404, 'ride_not_found']);
    expect(refusal(await stranger.get(`/v1/rides/${rideId}/dispatch`))).toEqual([404, 'ride_not_found']);
    expect(refusal(await fixture.why(rideId, { driverId: uuidv7() }))).toEqual([404, 'driver_not_found']);
    expect((await fixture.why(rideId, { driverId: 'nobody' })).status).toBe(400);
    const elsewhere = await operator.actAs({ role: 'fleet_manager', fleetIds: [uuidv7()] });
    expect(refusal(await fixture.why(rideId, asha, elsewhere))).toEqual([404, 'driver_not_found']);
    const hidden = await elsewhere.get(`/v1/rides/${rideId}/dispatch`);
    expect(hidden.body.searches[0]).toMatchObject({ offers: [], rounds: [{ chosen: [] }] });
    expect(JSON.stringify(hidden.body)).not.toContain('Ravi');
    const auditor = await operator.actAs({ role: 'auditor' });
    expect((await fixture.why(rideId, asha, auditor)).status).toBe(200);
    expect((await fixture.why(rideId, asha, ravi.caller)).status).toBe(403);
  });
});
