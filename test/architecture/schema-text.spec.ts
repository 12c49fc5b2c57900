import { crossingsInMigrations, crossingsInSources, KnownSchemas } from './schema-text';
import { contextOf, readSources } from './source-tree';

describe('SQL', () => {
  const sources = readSources('src');
  const migrations = readSources('migrations');
  const contexts = [...new Set(Object.keys(sources).flatMap((path) => contextOf(path) ?? []))];
  const known = new KnownSchemas(migrations, contexts);

  it('stays within the schema of the context that says it', () => {
    expect(known.relationCount).toBeGreaterThan(4);
    expect(crossingsInSources(sources, known)).toEqual([]);
  });

  it('is written in one migration a schema', () => {
    expect(crossingsInMigrations(migrations, known)).toEqual([]);
  });
});

describe('SQL that crosses', () => {
  const known = new KnownSchemas(
    {
      'migrations/1-fleet.ts':
        'q.query(`CREATE TABLE fleet.vehicles (id uuid); CREATE VIEW fleet.standing AS SELECT 1`)',
      'migrations/2-platform.ts': 'q.query(`CREATE TABLE platform.principals (id uuid)`)',
    },
    ['ride', 'fleet', 'audit'],
  );
  const inRide = (code: string): string[] =>
    crossingsInSources({ 'src/contexts/ride/persistence/rides.ts': code }, known).map((found) =>
      found.split(' ').at(-1)!,
    );

  it.each([
    ['a query', '`SELECT * FROM ride.rides r JOIN fleet.vehicles v ON v.id = r.vehicle_id`', ['fleet.vehicles']],
    ['a table no migration tells of', '`SELECT 1 FROM fleet.unheard_of`', ['fleet.unheard_of']],
    ['a list of tables', '`DELETE FROM ride.rides USING ride.legs l, fleet.hubs AS h`', ['fleet.hubs']],
    ['a template', '`UPDATE fleet.vehicles SET status = ${status}`', ['fleet.vehicles']],
    ['quoted names', `'INSERT INTO "fleet"."vehicles" VALUES (1)'`, ['fleet.vehicles']],
    ['small letters', `'select * from fleet.standing'`, ['fleet.standing']],
    ['a name by itself', `const TABLE = 'fleet.vehicles'`, ['fleet.vehicles']],
    ['the platform', '`SELECT 1 FROM platform.principals`', ['platform.principals']],
    ['an entity', `@Entity({ schema: 'fleet', name: 'vehicles' }) class Vehicle {}`, ['fleet.*']],
  ])('is caught: %s', (_, code, expected) => {
    expect(inRide(code)).toEqual(expected);
  });

  it.each([
    ['its own schema', '`SELECT ride.id FROM ride.rides ride`; @Entity({ schema: "ride" }) class Ride {}'],
    ['an alias called like a schema', '`SELECT fleet.id FROM ride.fleets fleet WHERE fleet.id = $1`'],
    ['an event', `'fleet.vehicle_created'; "FROM_UNIXTIME fleet.x"`],
    ['prose', `'The distance from fleet.hub is too long.'`],
    ['PostgreSQL itself', '`SELECT 1 FROM pg_catalog.pg_class`'],
  ])('is not seen in %s', (_, code) => {
    expect(inRide(code)).toEqual([]);
  });

  it('is caught in the platform and outside of any context', () => {
    const code = '`SELECT 1 FROM fleet.vehicles`';
    expect(crossingsInSources({ 'src/platform/outbox/rows.ts': code, 'src/main.ts': code }, known)).toEqual([
      'src/platform/outbox/rows.ts names fleet.vehicles',
      'src/main.ts names fleet.vehicles',
    ]);
  });

  it('is caught in a migration', () => {
    const path = 'migrations/3-ride.ts';
    expect(
      crossingsInMigrations(
        { [path]: 'q.query(`CREATE TABLE ride.rides (vehicle_id uuid REFERENCES fleet.vehicles)`)' },
        known,
      ),
    ).toEqual([`${path} works on fleet and ride`]);
  });
});
