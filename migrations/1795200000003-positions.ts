import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

/** Where drivers are, whether they take rides on demand, and how long they have been on duty. */
export class Positions1795200000003 implements MigrationInterface {
  name = 'Positions1795200000003';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.drivers
        ADD COLUMN online boolean NOT NULL DEFAULT false,
        ADD COLUMN online_since timestamptz,
        ADD COLUMN idle_since timestamptz,
        ADD COLUMN offers_made integer NOT NULL DEFAULT 0 CHECK (offers_made >= 0),
        ADD COLUMN offers_accepted integer NOT NULL DEFAULT 0 CHECK (offers_accepted >= 0),
        ADD CONSTRAINT drivers_online_on_duty CHECK (NOT online OR duty = 'ON'),
        ADD CONSTRAINT drivers_online_since CHECK (online = (online_since IS NOT NULL) AND (NOT online OR idle_since IS NOT NULL));
      ALTER TABLE assignment.vehicles ADD COLUMN range_metres bigint CHECK (range_metres > 0);

      -- With all that matching asks of a shift, so that the planner answers from the index alone. For an index scan it reckons
      -- the constraint against overlaps as cheap, and that one reads hundreds of pages for a driver among 100,000. What the
      -- index may answer alone, vacuum says: so it comes early.
      DROP INDEX assignment.roster_entries_driver;
      CREATE INDEX roster_entries_driver ON assignment.roster_entries (driver_id, starts_at) INCLUDE (ends_at, id, vehicle_id)
        WHERE status = 'ACTIVE';
      ALTER TABLE assignment.roster_entries
        SET (autovacuum_vacuum_insert_threshold = 200, autovacuum_vacuum_insert_scale_factor = 0.02);

      CREATE TABLE assignment.duty_spells (
        driver_id uuid NOT NULL,
        organization_id uuid NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        PRIMARY KEY (driver_id, started_at),
        CONSTRAINT duty_spells_forward CHECK (ended_at >= started_at)
      );
      CREATE UNIQUE INDEX duty_spells_one_open ON assignment.duty_spells (driver_id) WHERE ended_at IS NULL;

      -- Lost when the server crashes, and whole again within one report of each driver. The free space keeps a move within
      -- a cell on its page: no index changes, so the update is HOT. Only cell is indexed, and by equality: range and
      -- geometric operators are not leakproof, so under row-level security an index by them would not be used.
      CREATE UNLOGGED TABLE assignment.last_positions (
        driver_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        cell bigint NOT NULL,
        latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
        longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
        accuracy_metres real NOT NULL,
        speed_mps real,
        heading real,
        charge_percent real,
        device_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL,
        suspect_reason text,
        suspect_at timestamptz,
        suspect_count integer NOT NULL DEFAULT 0,
        CONSTRAINT last_positions_suspect CHECK ((suspect_reason IS NULL) = (suspect_at IS NULL))
      ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
      CREATE INDEX last_positions_cell ON assignment.last_positions (organization_id, cell);

      CREATE TABLE assignment.trip_traces (
        ride_id uuid NOT NULL,
        driver_id uuid NOT NULL,
        organization_id uuid NOT NULL,
        at timestamptz NOT NULL,
        device_at timestamptz NOT NULL,
        latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
        longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
        accuracy_metres real NOT NULL,
        speed_mps real,
        heading real,
        doubt text,
        PRIMARY KEY (ride_id, driver_id, device_at)
      );

      CREATE TABLE assignment.served_areas (
        organization_id uuid NOT NULL,
        city_code text NOT NULL,
        south double precision NOT NULL,
        west double precision NOT NULL,
        north double precision NOT NULL,
        east double precision NOT NULL,
        PRIMARY KEY (organization_id, city_code)
      );
    `);
    await secureTenantTable(q, 'assignment.duty_spells', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
    await secureTenantTable(q, 'assignment.last_positions', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
    await secureTenantTable(q, 'assignment.trip_traces', { grants: ['SELECT', 'INSERT'] });
    await secureTenantTable(q, 'assignment.served_areas', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE assignment.served_areas, assignment.trip_traces, assignment.last_positions, assignment.duty_spells;
      ALTER TABLE assignment.roster_entries
        RESET (autovacuum_vacuum_insert_threshold, autovacuum_vacuum_insert_scale_factor);
      DROP INDEX assignment.roster_entries_driver;
      CREATE INDEX roster_entries_driver ON assignment.roster_entries (driver_id, starts_at) WHERE status = 'ACTIVE';
      ALTER TABLE assignment.vehicles DROP COLUMN range_metres;
      ALTER TABLE assignment.drivers
        DROP COLUMN online, DROP COLUMN online_since, DROP COLUMN idle_since,
        DROP COLUMN offers_made, DROP COLUMN offers_accepted;
    `);
  }
}
