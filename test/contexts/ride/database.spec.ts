import { Client } from 'pg';
import { asRole } from '../../../src/platform/database/roles';
import { done, RideFixture } from './ride-fixture';

describe('the database by itself', () => {
  let fixture: RideFixture;
  beforeAll(async () => {
    fixture = await RideFixture.start();
  });
  afterAll(() => fixture.stop());

  const change = (rideId: string, set: string) =>
    fixture.application.sql(`UPDATE ride.rides SET ${set} WHERE id = $1`, [rideId]);

  it.each([
    ['CREATED', "status = 'ASLEEP'", 'rides_status_check'],
    ['CREATED', "status = 'DRIVER_ASSIGNED'", 'rides_driver_when_needed'],
    ['DRIVER_ASSIGNED', "status = 'CREATED'", 'rides_driver_when_needed'],
    ['DRIVER_ASSIGNED', 'vehicle_id = NULL', 'rides_driver_whole'],
    ['DRIVER_ASSIGNED', "status = 'EN_ROUTE'", 'rides_departed'],
    ['EN_ROUTE', "status = 'ARRIVED'", 'rides_arrived'],
    ['ARRIVED', "status = 'STARTED'", 'rides_started'],
    ['STARTED', "status = 'COMPLETED', fare_paise = 0, fare_lines = '[]', closed_at = now()", 'rides_trip'],
    ['STARTED', "status = 'CANCELLED', closed_at = now()", 'rides_cancellation'],
    ['CREATED', `status = 'CANCELLED', cancellation = '{}'`, 'rides_closed'],
    ['CREATED', 'awaiting_review = true', 'rides_awaiting_review'],
    ['COMPLETED', 'fare_paise = fare_paise + 1', 'rides_fare_adds_up'],
    ['COMPLETED', 'fare_paise = NULL, fare_lines = NULL', 'rides_fare'],
    ['COMPLETED', `fare_paise = -1, fare_lines = '[{"code": "base", "amountPaise": -1}]'`, 'rides_fare_paise_check'],
    // A kind of line that the database does not know.
    [
      'COMPLETED',
      `fare_paise = fare_paise + 1, fare_lines = fare_lines || '[{"code": "tip", "amountPaise": 1}]'`,
      'rides_fare_adds_up',
    ],
    ['CREATED', 'quoted_fare_paise = quoted_fare_paise + 1', 'rides_quote_adds_up'],
    ['CREATED', 'drop = NULL', 'rides_drop'],
    ['CREATED', "rental_package_code = 'X'", 'rides_rental_package'],
    ['CREATED', 'pickup_at = booked_at', 'rides_pickup_after_booking'],
    ['CREATED', "passenger_phone = '12345'", 'rides_passenger_phone_check'],
    ['CREATED', "payment_mode = 'BARTER'", 'rides_payment_mode_check'],
  ] as const)('refuses of a ride that is %s: %s', async (status, set, constraint) => {
    const { rideId } = await fixture.rideAt(status);
    await expect(change(rideId, set)).rejects.toMatchObject({ constraint });
  });

  it('keeps codes apart, and a driver and a vehicle to one ride under way', async () => {
    const [first, second] = [await fixture.rideAt('EN_ROUTE'), await fixture.rideAt('EN_ROUTE')];
    const { code } = await fixture.ride(first.rideId);
    await expect(change(second.rideId, `code = '${code}'`)).rejects.toMatchObject({ constraint: 'rides_code' });
    await expect(change(second.rideId, `driver_id = '${first.driver.driverId}'`)).rejects.toMatchObject({
      constraint: 'rides_one_under_way_a_driver',
    });
    await expect(change(second.rideId, `vehicle_id = '${first.driver.vehicleId}'`)).rejects.toMatchObject({
      constraint: 'rides_one_under_way_a_vehicle',
    });
  });

  it.each([
    ['kilometres_per_hour = 4', 'cities_kilometres_per_hour_check'],
    ['kilometres_per_hour = 151', 'cities_kilometres_per_hour_check'],
    [`matching = matching || '{"mode": "nearest"}'`, 'cities_matching'],
    [`matching = matching || '{"windowSeconds": 4}'`, 'cities_matching'],
    [`matching = matching - 'waitingPercentPerMinute'`, 'cities_matching'],
    [`matching = matching || '{"lookAheadMinutes": null}'`, 'cities_matching'],
  ])('refuses of a city: %s', async (set, constraint) => {
    const [{ code, ...city }] = (await fixture.ops.get('/v1/cities')).body.items;
    done(await fixture.ops.call('PUT', `/v1/cities/${code}`, city));
    const changed = fixture.application.sql(`UPDATE ride.cities SET ${set} WHERE organization_id = $1`, [
      fixture.organizationId,
    ]);
    await expect(changed).rejects.toMatchObject({ constraint });
  });

  it('keeps tariffs of one scope apart in time', async () => {
    const copy = `INSERT INTO ride.tariffs
      SELECT gen_random_uuid(), organization_id, 1, city_code, vehicle_class, trip_type, effective_from, effective_to, terms, created_at
      FROM ride.tariffs WHERE organization_id = $1 LIMIT 1`;
    await expect(fixture.application.sql(copy, [fixture.organizationId])).rejects.toMatchObject({
      constraint: 'tariffs_no_overlap',
    });
  });

  it('lets the timeline only grow, for whoever asks', async () => {
    await fixture.rideAt('CREATED');
    for (const statement of [
      "UPDATE ride.timeline SET type = 'x'",
      'DELETE FROM ride.timeline',
      'TRUNCATE ride.timeline',
    ]) {
      await expect(fixture.application.sql(statement)).rejects.toThrow('timeline only grows');
    }
  });

  it('shows the runtime role one organization’s rows and takes no other’s, without any filter', async () => {
    const mine = await fixture.rideAt('CREATED');
    const stranger = await fixture.another();
    await stranger.book();
    const url = asRole(fixture.application.database.runtimeUrl, 'cabstand_runtime');
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      for (const table of ['rides', 'timeline', 'tariffs']) {
        expect((await client.query(`SELECT FROM ride.${table}`)).rowCount).toBe(0);
      }
      await client.query(`SELECT set_config('cabstand.organization_id', $1, false)`, [stranger.organizationId]);
      expect((await client.query('SELECT FROM ride.rides')).rowCount).toBe(1);
      const own = await client.query('UPDATE ride.rides SET overdue_at = now() WHERE id = $1', [mine.rideId]);
      expect(own.rowCount).toBe(0);
      const foreign = `INSERT INTO ride.drivers VALUES (gen_random_uuid(), '${fixture.organizationId}', gen_random_uuid(), gen_random_uuid())`;
      await expect(client.query(foreign)).rejects.toThrow('row-level security');
      await expect(client.query('DELETE FROM ride.rides')).rejects.toThrow('permission denied');
    } finally {
      await client.end();
    }
  });
});
