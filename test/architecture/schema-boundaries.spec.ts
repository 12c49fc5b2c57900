import { Client } from 'pg';
import { cloneDatabase, emptyDatabase, type TestDatabase } from '../support/database';
import { crossingsInDatabase, unguardedTables } from './schema-boundaries';

describe('schemas', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await cloneDatabase()));
  afterAll(() => database.drop());

  it('do not reach into each other', async () => {
    expect(await crossingsInDatabase(database.adminUrl)).toEqual([]);
  });

  it('keep each organization’s rows from the others', async () => {
    expect(await unguardedTables(database.adminUrl)).toEqual([]);
  });
});

describe('schemas with planted faults', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await emptyDatabase();
    const client = new Client({ connectionString: database.adminUrl });
    await client.connect();
    await client.query(`
      CREATE SCHEMA fleet; CREATE SCHEMA ride; CREATE SCHEMA platform;
      CREATE TABLE fleet.vehicles (id int PRIMARY KEY);
      CREATE TABLE fleet.hubs (id int PRIMARY KEY REFERENCES fleet.vehicles);
      CREATE TABLE ride.rides (id int, organization_id int, vehicle_id int CONSTRAINT cab REFERENCES fleet.vehicles);
      CREATE TABLE ride.legs (organization_id int);
      CREATE VIEW ride.cabs AS SELECT id FROM fleet.vehicles;
      CREATE VIEW ride.own AS SELECT id FROM ride.rides;
      CREATE FUNCTION fleet.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE FUNCTION platform.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE FUNCTION ride.cab_count() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM fleet.hubs); END';
      CREATE TRIGGER touch BEFORE UPDATE ON ride.rides FOR EACH ROW EXECUTE FUNCTION fleet.touch();
      CREATE TRIGGER allowed BEFORE UPDATE ON ride.rides FOR EACH ROW EXECUTE FUNCTION platform.touch();
      CREATE POLICY seen ON ride.rides USING (EXISTS (SELECT FROM fleet.hubs));
      GRANT SELECT ON ride.rides TO cabstand_runtime;
    `);
    await client.end();
  });
  afterAll(() => database.drop());

  it('are caught reaching into each other', async () => {
    expect(await crossingsInDatabase(database.adminUrl)).toEqual([
      'foreign key cab: ride.rides -> fleet.vehicles',
      'view ride.cabs -> fleet.vehicles',
      'policy seen: ride.rides -> fleet.hubs',
      'trigger touch: ride.rides -> fleet.touch',
      'function ride.cab_count -> fleet.hubs',
    ]);
  });

  it('are caught without row-level security', async () => {
    expect(await unguardedTables(database.adminUrl)).toEqual(['ride.rides']);
  });
});
