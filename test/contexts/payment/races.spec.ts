import type { Answer, TestCaller } from '../../support/application';
import { PaymentFixture } from './payment-fixture';

const ROUNDS = 10;

/** On real connections: what the locks are for. */
describe('at the same moment', () => {
  let fixture: PaymentFixture;
  let rider: TestCaller;

  beforeAll(async () => {
    fixture = await PaymentFixture.start();
    // A change takes its time, so that whoever does not wait for it reads what was before.
    await fixture.application.sql(`CREATE FUNCTION payment.dawdle() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(0.03); RETURN NEW; END $$`);
    await fixture.application.sql(`CREATE TRIGGER dawdle BEFORE UPDATE ON payment.charges
      FOR EACH ROW EXECUTE FUNCTION payment.dawdle()`);
  });
  afterAll(() => fixture.stop());
  beforeEach(async () => {
    rider = await fixture.rider();
    // So that the racers find their connections open, and none comes late.
    await Promise.all(Array.from({ length: 2 * ROUNDS }, () => fixture.balanceOf(rider)));
  });

  const outcomes = (answers: Answer[]): string[] =>
    answers.map(({ status, body }) => (status === 200 ? 'done' : (body.code as string))).sort();

  it('two devices of a driver confirm the cash, ten times each: it is paid once', async () => {
    await fixture.cancelled(rider, 5_000);
    const ride = await fixture.completed(rider, 45_000);
    const device = await fixture.actAs({ role: 'driver', driverId: ride.driver.driverId });
    const devices = [ride.driver, { ...ride.driver, caller: device }];
    const answers = await Promise.all(
      Array.from({ length: 2 * ROUNDS }, (_, i) => fixture.confirm({ ...ride, driver: devices[i % 2]! }, 50_000)),
    );
    expect(outcomes(answers)).toEqual([...Array<string>(2 * ROUNDS - 1).fill('charge_paid'), 'done']);
    const { types, balance } = await fixture.told(rider);
    expect(types.filter((type) => type === 'charge_paid_in_cash')).toHaveLength(2);
    expect(balance).toEqual({ outstandingPaise: 0, blockingPaise: 0 });
  });

  it('an operator waives what the driver confirms: exactly one wins', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const ride = await fixture.completed(rider, 45_000);
      const id = await fixture.chargeOf(ride.rideId);
      const [confirmed, waived] = await Promise.all([fixture.confirm(ride, 45_000), fixture.decide(id, 'waive')]);
      const said = [
        confirmed.status === 200 ? 'PAID' : confirmed.body.code,
        waived.status === 200 ? 'WAIVED' : waived.body.code,
      ];
      const [{ status }] = await fixture.chargesOf(ride.rideId);
      expect(said).toEqual(status === 'PAID' ? ['PAID', 'charge_paid'] : ['charge_waived', 'WAIVED']);
    }
    expect((await fixture.told(rider)).balance).toEqual({ outstandingPaise: 0, blockingPaise: 0 });
  });

  it('an operator waives a fee that the driver collects with the fare: the sum is the one that stands', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const fee = await fixture.chargeOf(await fixture.cancelled(rider, 5_000));
      const ride = await fixture.completed(rider, 45_000);
      const [confirmed, waived] = await Promise.all([fixture.confirm(ride, 50_000), fixture.decide(fee, 'waive')]);
      const collected = confirmed.status === 200;
      expect([confirmed.status, waived.status]).toEqual(collected ? [200, 409] : [409, 200]);
      if (!collected) {
        expect(confirmed.body).toMatchObject({ code: 'cash_differs', toCollectPaise: 45_000 });
        expect((await fixture.confirm(ride, 45_000)).status).toBe(200);
      }
    }
    expect(await fixture.balanceOf(rider)).toEqual({ outstandingPaise: 0, blockingPaise: 0 });
  });

  it('cash is confirmed and fees are waived: what was told last is what he owes', async () => {
    const rides = [];
    for (let i = 0; i < ROUNDS; i++) rides.push(await fixture.completed(rider, 10_000 + i));
    const fees = [];
    for (let i = 0; i < ROUNDS; i++) fees.push(await fixture.chargeOf(await fixture.cancelled(rider, 1_000 + i)));
    await Promise.all([
      ...rides.slice(1).map((ride, i) => fixture.confirm(ride, 10_001 + i)),
      ...fees.slice(1).map((fee) => fixture.decide(fee, 'waive')),
    ]);
    const owed = { outstandingPaise: 10_000 + 1_000, blockingPaise: 10_000 };
    expect(await fixture.balanceOf(rider)).toEqual(owed);
    const [last] = await fixture.application.sql<{ payload: object }>(
      `SELECT payload FROM audit.entries WHERE type = 'payment.rider_balance_changed' AND payload ->> 'riderId' = $1
       ORDER BY transaction_id DESC, id DESC LIMIT 1`,
      [rider.userId],
    );
    expect(last!.payload).toEqual({ riderId: rider.userId, ...owed });
  });
});
