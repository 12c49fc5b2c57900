import { Client } from 'pg';
import { asRole } from '../../../src/platform/database/roles';
import { type EndedRide, PaymentFixture } from './payment-fixture';
import type { TestCaller } from '../../support/application';

/** What no code above the database is needed to refuse. */
describe('the database of payment', () => {
  let fixture: PaymentFixture;
  let rider: TestCaller;
  let ride: EndedRide;

  beforeAll(async () => {
    fixture = await PaymentFixture.start();
    rider = await fixture.rider();
  });
  afterAll(() => fixture.stop());
  beforeEach(async () => {
    ride = await fixture.completed(rider, 45_000);
  });

  const change = (set: string, rideId = ride.rideId) =>
    fixture.application.sql(`UPDATE payment.charges SET ${set} WHERE ride_id = $1`, [rideId]);
  const paid = () =>
    `status = 'PAID', paid_at = now(), paid_to_driver_id = '${ride.driver.driverId}', paid_with_ride_id = ride_id`;
  const decided = `decided_at = now(), decided_by = gen_random_uuid(), decision_reason = 'So'`;

  it.each([
    ['amount_paise = amount_paise + 1'],
    ['amount_paise = 0'],
    [`kind = 'NO_SHOW_FEE'`],
    ['ride_id = gen_random_uuid()'],
    ['rider_id = gen_random_uuid()'],
    ['driver_id = gen_random_uuid()'],
    ['organization_id = gen_random_uuid()'],
    [`raised_at = raised_at + interval '1 second'`],
  ])('lets nobody change what a charge is for or how much: %s', async (set) => {
    await expect(change(set)).rejects.toThrow('never changes');
  });

  it.each([
    [`status = 'PAID'`, 'charges_payment'],
    [`status = 'PAID', paid_at = now()`, 'charges_payment'],
    ['paid_at = now()', 'charges_payment'],
    [`status = 'WAIVED'`, 'charges_decision'],
    [`status = 'DISPUTED'`, 'charges_decision'],
    [`decision_reason = 'So'`, 'charges_decision'],
    [`status = 'LATE'`, 'charges_status_check'],
    [
      `status = 'PAID', paid_at = now(), paid_to_driver_id = gen_random_uuid(), paid_with_ride_id = ride_id`,
      'charges_fare_paid_to_its_driver',
    ],
    [
      `status = 'PAID', paid_at = now(), paid_to_driver_id = driver_id, paid_with_ride_id = gen_random_uuid()`,
      'charges_fare_paid_to_its_driver',
    ],
  ])('refuses of a charge: %s', async (set, constraint) => {
    await expect(change(set)).rejects.toMatchObject({ constraint });
  });

  it('lets a charge that is over be', async () => {
    await change(paid());
    await expect(
      change(`status = 'DUE', paid_at = NULL, paid_to_driver_id = NULL, paid_with_ride_id = NULL`),
    ).rejects.toThrow('is over');
    const other = await fixture.completed(rider, 100);
    await change(`status = 'WAIVED', ${decided}`, other.rideId);
    await expect(change(`status = 'DUE'`, other.rideId)).rejects.toThrow('is over');
  });

  it('notes beside a paid fare that another was found, and that this was settled: each once, and of no other', async () => {
    const differs = { constraint: 'charges_differ' };
    await expect(change('differs_by_paise = 100')).rejects.toMatchObject(differs);
    const waived = await fixture.completed(rider, 100);
    await change(`status = 'WAIVED', ${decided}`, waived.rideId);
    await expect(change('differs_by_paise = 100', waived.rideId)).rejects.toMatchObject(differs);
    const settled = `difference_settled_at = now(), difference_settled_by = gen_random_uuid(), difference_reason = 'So'`;
    await expect(change(settled)).rejects.toMatchObject({ constraint: 'charges_difference_settled' });
    await change(paid());
    await expect(change(settled)).rejects.toThrow('is over');
    await change('differs_by_paise = 100');
    await expect(change('differs_by_paise = 200')).rejects.toThrow('is over');
    await expect(change(`${settled}, differs_by_paise = 200`)).rejects.toThrow('is over');
    await expect(change('difference_settled_at = now()')).rejects.toMatchObject({
      constraint: 'charges_difference_settled',
    });
    await change(settled);
    await expect(change(`difference_reason = 'Other'`)).rejects.toThrow('is over');
    await expect(
      change('difference_settled_at = NULL, difference_settled_by = NULL, difference_reason = NULL'),
    ).rejects.toThrow('is over');
  });

  it('removes no charge, for whoever asks', async () => {
    for (const statement of ['DELETE FROM payment.charges', 'TRUNCATE payment.charges']) {
      await expect(fixture.application.sql(statement)).rejects.toThrow('never removed');
    }
  });

  it('takes one charge of a kind a ride, of at least one paisa, and no fare of a ride that nobody drove', async () => {
    const insert = (columns: string) =>
      expect(
        fixture.application.sql(
          `INSERT INTO payment.charges (id, organization_id, version, ride_id, rider_id, driver_id, kind, amount_paise, raised_at, status)
           SELECT gen_random_uuid(), organization_id, 1, ${columns}, now(), 'DUE' FROM payment.charges WHERE ride_id = $1`,
          [ride.rideId],
        ),
      ).rejects;
    await insert(`ride_id, rider_id, driver_id, 'FARE', 1`).toMatchObject({ constraint: 'charges_one_of_a_kind' });
    await insert(`gen_random_uuid(), rider_id, driver_id, 'FARE', 0`).toMatchObject({
      constraint: 'charges_amount_paise_check',
    });
    await insert(`gen_random_uuid(), rider_id, driver_id, 'TIP', 1`).toMatchObject({
      constraint: 'charges_kind_check',
    });
    await insert(`gen_random_uuid(), rider_id, NULL, 'FARE', 1`).toMatchObject({ constraint: 'charges_driver' });
  });

  it('shows the runtime role one organization’s rows and takes no other’s, without any filter', async () => {
    const stranger = await fixture.another();
    await stranger.completed(await stranger.rider(), 100);
    const client = new Client({
      connectionString: asRole(fixture.application.database.runtimeUrl, 'cabstand_runtime'),
    });
    await client.connect();
    try {
      expect((await client.query('SELECT FROM payment.charges')).rowCount).toBe(0);
      await client.query(`SELECT set_config('cabstand.organization_id', $1, false)`, [stranger.organizationId]);
      expect((await client.query('SELECT FROM payment.charges')).rowCount).toBe(1);
      const mine = await client.query(`UPDATE payment.charges SET ${paid()} WHERE ride_id = $1`, [ride.rideId]);
      expect(mine.rowCount).toBe(0);
      const foreign = `INSERT INTO payment.charges (id, organization_id, version, ride_id, rider_id, kind, amount_paise, raised_at, status)
        VALUES (gen_random_uuid(), '${fixture.organizationId}', 1, gen_random_uuid(), gen_random_uuid(), 'CANCELLATION_FEE', 1, now(), 'DUE')`;
      await expect(client.query(foreign)).rejects.toThrow('row-level security');
      await expect(client.query('DELETE FROM payment.charges')).rejects.toThrow('permission denied');
    } finally {
      await client.end();
    }
  });
});
