import { v7 as uuidv7 } from 'uuid';
import { TestApplication } from '../../support/application';
import { created, done, FleetFixture, newPhone } from './fleet-fixture';

/** What the tables refuse of whoever writes to them: here the superuser, past every repository. */
describe('the fleet tables by themselves', () => {
  let application: TestApplication;
  let ids: Record<'fleets' | 'hubs' | 'managers' | 'vehicles' | 'drivers', string>;
  let elsewhere: { fleetId: string; hubId: string };

  beforeAll(async () => {
    application = await TestApplication.start();
    const fixture = await FleetFixture.create(application);
    const fleetId = await fixture.fleet();
    const hubId = await fixture.hub(fleetId);
    const manager = { hubId, name: 'Neha Verma', phone: newPhone() };
    ids = {
      fleets: fleetId,
      hubs: hubId,
      managers: created(await fixture.ops.post('/v1/hub-managers', manager)),
      vehicles: await fixture.activeVehicle(hubId),
      drivers: await fixture.driver(hubId),
    };
    done(await fixture.ops.post(`/v1/drivers/${ids.drivers}/status`, { status: 'ACTIVE', reason: 'Papers seen' }));
    const stranger = await FleetFixture.create(application);
    const theirFleet = await stranger.fleet();
    elsewhere = { fleetId: theirFleet, hubId: await stranger.hub(theirFleet) };
  });
  afterAll(() => application.stop());

  const CHECK = '23514';
  const NOT_NULL = '23502';
  const FOREIGN = '23503';
  const UNIQUE = '23505';

  it.each<[keyof typeof ids, string, string]>([
    ['fleets', `name = ' '`, CHECK],
    ['fleets', `status = 'GONE'`, CHECK],
    ['fleets', `version = 0`, CHECK],
    ['fleets', `status = 'SUSPENDED'`, CHECK],
    ['hubs', `status = 'CLOSED'`, CHECK],
    ['hubs', `latitude = 90.1`, CHECK],
    ['hubs', `longitude = 'NaN'`, CHECK],
    ['hubs', `address = repeat('x', 301)`, CHECK],
    ['managers', `kind = 'fleet_manager'`, CHECK],
    ['managers', `hub_id = NULL`, CHECK],
    ['managers', `phone = '9810012345'`, CHECK],
    ['managers', `status = 'DISMISSED'`, CHECK],
    ['vehicles', `plate = 'dl1za1234'`, CHECK],
    ['vehicles', `vehicle_class = 'BUS'`, CHECK],
    ['vehicles', `odometer_metres = -1`, CHECK],
    ['vehicles', `odometer_metres = 1000000000`, CHECK],
    ['vehicles', `battery_watt_hours = 0`, CHECK],
    ['vehicles', `range_metres = 0`, CHECK],
    ['vehicles', `status_reason = NULL`, CHECK],
    ['vehicles', `hub_id = NULL`, NOT_NULL],
    ['drivers', `phone = '+15550100'`, CHECK],
    ['drivers', `emergency_phone = 'none'`, CHECK],
    ['drivers', `licence_number = 'dl-04'`, CHECK],
    ['drivers', `payment_model = 'BARTER'`, CHECK],
    ['drivers', `status_reason = ''`, CHECK],
    ['drivers', `licence_expires_on = NULL`, NOT_NULL],
  ])('refuse of %s: %s', async (table, change, code) => {
    const update = application.sql(`UPDATE fleet.${table} SET ${change} WHERE id = $1`, [ids[table]]);
    await expect(update).rejects.toMatchObject({ code });
  });

  it.each(['managers', 'vehicles', 'drivers'] as const)(
    'refuse of %s a hub of another fleet or organization',
    async (table) => {
      const { fleetId, hubId } = elsewhere;
      for (const [change, values] of [
        ['hub_id = $2', [hubId]],
        ['fleet_id = $2', [fleetId]],
        ['hub_id = $2, fleet_id = $3', [hubId, fleetId]],
        ['hub_id = $2', [uuidv7()]],
      ] as const) {
        const update = application.sql(`UPDATE fleet.${table} SET ${change} WHERE id = $1`, [ids[table], ...values]);
        await expect(update).rejects.toMatchObject({ code: FOREIGN });
      }
    },
  );

  it.each([
    ['fleets', 'fleets_name', `status = 'CLOSED', status_reason = 'Sold'`],
    ['hubs', 'hubs_name', `status = 'CLOSED', status_reason = 'Sold'`],
    ['managers', 'managers_phone', `status = 'DISMISSED', status_reason = 'Left'`],
    ['vehicles', 'vehicles_plate', `status = 'RETIRED'`],
    ['drivers', 'drivers_phone', `status = 'LEFT'`],
  ] as const)('refuse of %s a twin by %s, but not of one that is out', async (table, constraint, out) => {
    const copy = () =>
      application.sql(
        `INSERT INTO fleet.${table}
         SELECT (jsonb_populate_record(row, jsonb_build_object('id', $2::uuid))).* FROM fleet.${table} AS row WHERE id = $1`,
        [ids[table], uuidv7()],
      );
    await expect(copy()).rejects.toMatchObject({ code: UNIQUE, constraint });
    await application.sql(`UPDATE fleet.${table} SET ${out} WHERE id = $1`, [ids[table]]);
    await copy();
  });
});
