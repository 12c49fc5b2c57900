import { LookAround } from '../../../src/contexts/assignment/application/look-around';
import { type Answer, eventually } from '../../support/application';
import { DriversOnline } from './drivers-online';
import { refusal } from './operator-at-work';

describe('what a search may spend', () => {
  let city: DriversOnline;

  beforeEach(async () => {
    city = await DriversOnline.open();
  });
  afterEach(() => city.operator.close());

  const rounds = (rideId: string, count: number): Promise<void> =>
    eventually(async () => expect((await city.searches(rideId))[0]!.rounds).toBe(count));
  const ended = (rideId: string): Promise<void> =>
    eventually(async () => expect(await city.rideStatus(rideId)).toBe('NO_DRIVERS_FOUND'));
  const lost = (step: string): Promise<unknown> =>
    city.operator.application.sql('DELETE FROM platform.outbox WHERE listener LIKE $1', [`%${step}`]);

  async function policy(changes: object): Promise<Answer> {
    const { version, ...current } = (await city.operator.ops.get('/v1/dispatch/policy')).body;
    expect(version).toBeGreaterThan(0);
    return city.operator.ops.call('PUT', '/v1/dispatch/policy', { ...current, ...changes, reason: 'A test of it.' });
  }

  it('ends it although its round is lost, a pause after its time', async () => {
    const rideId = await city.request();
    await rounds(rideId, 1);
    await lost('plannedRound');
    city.pass(309);
    expect(await city.rideStatus(rideId)).toBe('ASSIGNING');
    city.pass(1);
    await ended(rideId);
    expect(await city.searches(rideId)).toMatchObject([{ status: 'NO_DRIVERS', rounds: 1 }]);
  });

  it('leaves an open offer its time, and ends the search though that offer’s end is lost too', async () => {
    const driver = await city.driver(400);
    await policy({ searchSeconds: 20, offerSeconds: 60 });
    const rideId = await city.request();
    await city.offerTo(driver, rideId);
    await lost('expired');
    city.pass(30);
    await eventually(async () => {
      const due = 'SELECT FROM platform.outbox WHERE listener LIKE $1 AND due_at > $2';
      expect(await city.operator.application.sql(due, ['%timeSpent', city.operator.now])).toHaveLength(1);
    });
    expect(await city.offers(rideId)).toMatchObject([{ status: 'OPEN' }]);
    city.pass(40);
    await ended(rideId);
    expect(await city.offers(rideId)).toMatchObject([{ status: 'LAPSED' }]);
  });

  it('looks no more long after the end, as behind an outage', async () => {
    const rideId = await city.request();
    await rounds(rideId, 1);
    await lost('timeSpent');
    const look = jest.spyOn(city.operator.application.app.get(LookAround), 'execute');
    await city.driver(400);
    city.pass(3_600);
    await ended(rideId);
    expect(look).not.toHaveBeenCalled();
  });

  it('ends with the radius spent after as many empty rounds in a row as the policy bears', async () => {
    expect((await policy({ emptyRounds: 2 })).body).toMatchObject({ emptyRounds: 2 });
    const rideId = await city.request();
    await rounds(rideId, 1);
    city.pass(10);
    await ended(rideId);
    expect(await city.searches(rideId)).toMatchObject([{ status: 'NO_DRIVERS', rounds: 2 }]);
  });

  it('spends none of them on a pin that is nudged, and begins to count anew where the pickup moves away', async () => {
    await policy({ emptyRounds: 2 });
    const rideId = await city.request();
    await rounds(rideId, 1);
    for (const metres of [1, 40, 90]) await city.movePickup(rideId, metres);
    await city.settled();
    expect(await city.searches(rideId)).toMatchObject([{ status: 'OPEN', rounds: 1 }]);

    for (const [index, metres] of [150, 300, 450].entries()) {
      await city.movePickup(rideId, metres);
      await rounds(rideId, index + 2);
    }
    await city.settled();
    expect(await city.searches(rideId)).toMatchObject([{ status: 'OPEN', rounds: 4 }]);
    city.pass(10);
    await ended(rideId);
    expect(await city.searches(rideId)).toMatchObject([{ status: 'NO_DRIVERS', rounds: 5 }]);
  });

  it('runs one round where the pickup moves while somebody is asked', async () => {
    await policy({ emptyRounds: 2 });
    const driver = await city.driver(400);
    const rideId = await city.request();
    await city.offerTo(driver, rideId);
    await city.movePickup(rideId, 20_000);
    await rounds(rideId, 2);
    await city.settled();
    expect(await city.searches(rideId)).toMatchObject([{ status: 'OPEN', rounds: 2, offers: 1 }]);
  });

  it('disables no rule that accepting holds, and makes no more than twelve circles', async () => {
    const rule = (name: string) => ({ rules: [{ name, enabled: false, parameters: {} }] });
    const refused = await policy(rule('vehicle_class'));
    expect(refusal(refused)).toEqual([400, 'invalid_policy']);
    expect(refused.body.detail).toContain('vehicle_class cannot be disabled');
    expect((await policy(rule('willing'))).status).toBe(200);
    const circles = (stepMetres: number) => policy({ radii: { startMetres: 100, stepMetres, mostMetres: 1_300 } });
    expect(refusal(await circles(100))).toEqual([400, 'invalid_policy']);
    expect((await circles(110)).status).toBe(200);
  });

  it('offers nothing to who has no cab, and withdraws what can no longer be accepted, so that the next is asked', async () => {
    const { application, organizationId } = city.operator;
    const [near, next] = [await city.driver(400), await city.driver(900)];
    const rideId = await city.request();
    const offer = await city.offerTo(near, rideId);
    await application.sql('UPDATE assignment.vehicles SET vehicle_class = $2 WHERE vehicle_id = $1', [
      ...[near.vehicleId, 'SUV'],
    ]);
    expect(refusal(await city.accept(near, offer.id))).toEqual([409, 'vehicle_class_differs']);
    await city.offerTo(next, rideId);
    expect((await city.offers(rideId)).map(({ status }) => status)).toEqual(['WITHDRAWN', 'OPEN']);

    // A policy of before, in which what always holds was disabled.
    const off = ['on_duty', 'rostered', 'vehicle_active', 'vehicle_class'];
    const changed = await policy({ offerSeconds: 30 });
    const rules = (changed.body.rules as { name: string }[]).map((rule) => ({
      ...rule,
      enabled: !off.includes(rule.name),
    }));
    await application.sql(
      `UPDATE assignment.matching_policies SET policy = jsonb_set(policy, '{rules}', $2) WHERE organization_id = $1`,
      [organizationId, JSON.stringify(rules)],
    );
    await application.sql(
      `UPDATE assignment.roster_entries SET ends_at = starts_at + interval '1 minute' WHERE driver_id = $1`,
      [near.driverId],
    );
    const second = await city.request();
    await rounds(second, 1);
    expect(await city.offers(second)).toEqual([]);
  });

  it('counts a spell that began more than a week ago and is open still', async () => {
    const tired = await city.driver(400);
    await city.operator.application.sql(
      `UPDATE assignment.duty_spells SET started_at = started_at - interval '9 days' WHERE driver_id = $1`,
      [tired.driverId],
    );
    const rideId = await city.request();
    await rounds(rideId, 1);
    expect(await city.offers(rideId)).toEqual([]);
    const why = await city.operator.ops.get(`/v1/rides/${rideId}/dispatch/why?driverId=${tired.driverId}`);
    expect(why.body.sentence).toContain('hours_left: 24 h worked');
  });
});
