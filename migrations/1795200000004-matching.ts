import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

/** Searches, the offers they make, the operators' rules of matching, and what a search must know of a ride. */
export class Matching1795200000004 implements MigrationInterface {
  name = 'Matching1795200000004';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- Null for rides booked before: they are assigned by hand.
      ALTER TABLE assignment.rides
        ADD COLUMN demand text NOT NULL DEFAULT 'scheduled' CHECK (demand IN ('scheduled', 'now')),
        ADD COLUMN city text,
        ADD COLUMN pickup_latitude double precision CHECK (pickup_latitude BETWEEN -90 AND 90),
        ADD COLUMN pickup_longitude double precision CHECK (pickup_longitude BETWEEN -180 AND 180),
        ADD COLUMN drop_latitude double precision CHECK (drop_latitude BETWEEN -90 AND 90),
        ADD COLUMN drop_longitude double precision CHECK (drop_longitude BETWEEN -180 AND 180),
        ADD COLUMN expected_metres bigint CHECK (expected_metres >= 0),
        ADD CONSTRAINT rides_pickup_whole CHECK ((pickup_latitude IS NULL) = (pickup_longitude IS NULL)),
        ADD CONSTRAINT rides_drop_whole CHECK ((drop_latitude IS NULL) = (drop_longitude IS NULL));

      CREATE TABLE assignment.matching_policies (
        organization_id uuid NOT NULL,
        version integer NOT NULL CHECK (version >= 2),
        policy jsonb NOT NULL CHECK (jsonb_typeof(policy) = 'object'),
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL,
        reason text NOT NULL CHECK (length(btrim(reason)) > 0),
        PRIMARY KEY (organization_id, version)
      );

      CREATE TABLE assignment.searches (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL,
        ride_id uuid NOT NULL,
        reason text NOT NULL,
        previous_driver_id uuid,
        excluded_driver_id uuid,
        policy_version integer NOT NULL CHECK (policy_version >= 1),
        pickup_latitude double precision NOT NULL CHECK (pickup_latitude BETWEEN -90 AND 90),
        pickup_longitude double precision NOT NULL CHECK (pickup_longitude BETWEEN -180 AND 180),
        status text NOT NULL CHECK (status IN ('OPEN', 'ASSIGNED', 'NO_DRIVERS', 'CANCELLED')),
        rounds integer NOT NULL CHECK (rounds >= 0),
        offers integer NOT NULL CHECK (offers >= 0),
        started_at timestamptz NOT NULL,
        ends_by timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT searches_forward CHECK (ends_by > started_at),
        CONSTRAINT searches_over CHECK ((status = 'OPEN') = (ended_at IS NULL))
      ) WITH (fillfactor = 80);
      CREATE UNIQUE INDEX searches_one_open_per_ride ON assignment.searches (ride_id) WHERE status = 'OPEN';
      CREATE INDEX searches_of_ride ON assignment.searches (ride_id);

      CREATE TABLE assignment.offers (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL,
        search_id uuid NOT NULL REFERENCES assignment.searches,
        ride_id uuid NOT NULL,
        driver_id uuid NOT NULL,
        vehicle_id uuid NOT NULL,
        round integer NOT NULL CHECK (round >= 1),
        status text NOT NULL CHECK (status IN ('OPEN', 'ACCEPTED', 'DECLINED', 'LAPSED', 'WITHDRAWN')),
        pickup_metres integer NOT NULL CHECK (pickup_metres >= 0),
        pickup_seconds integer NOT NULL CHECK (pickup_seconds >= 0),
        pickup_estimated boolean NOT NULL,
        made_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        end_reason text,
        CONSTRAINT offers_forward CHECK (expires_at > made_at),
        CONSTRAINT offers_over CHECK ((status = 'OPEN') = (ended_at IS NULL)),
        -- An offer is accepted in time, and lapses in its time, or not at all.
        CONSTRAINT offers_in_time CHECK (status <> 'ACCEPTED' OR ended_at < expires_at),
        CONSTRAINT offers_lapse CHECK (status <> 'LAPSED' OR ended_at >= expires_at),
        CONSTRAINT offers_reason CHECK (
          (status IN ('DECLINED', 'WITHDRAWN')) = (length(btrim(coalesce(end_reason, ''))) > 0))
      ) WITH (fillfactor = 80);
      CREATE UNIQUE INDEX offers_one_open_per_driver ON assignment.offers (driver_id) WHERE status = 'OPEN';
      CREATE UNIQUE INDEX offers_one_accepted_per_search ON assignment.offers (search_id) WHERE status = 'ACCEPTED';
      CREATE INDEX offers_open_of_search ON assignment.offers (search_id) WHERE status = 'OPEN';
      CREATE INDEX offers_of_ride ON assignment.offers (ride_id, driver_id);

      -- Each candidate of a round is looked up by these: the exclusion constraints' own indexes are several times slower.
      CREATE INDEX engagements_open_of_driver ON assignment.engagements (driver_id)
        WHERE status IN ('PLANNED', 'UNDER_WAY');
      CREATE INDEX engagements_open_of_vehicle ON assignment.engagements (vehicle_id)
        WHERE status IN ('PLANNED', 'UNDER_WAY');
    `);
    await secureTenantTable(q, 'assignment.matching_policies', { grants: ['SELECT', 'INSERT'] });
    await secureTenantTable(q, 'assignment.searches', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
    await secureTenantTable(q, 'assignment.offers', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP INDEX assignment.engagements_open_of_driver, assignment.engagements_open_of_vehicle;
      DROP TABLE assignment.offers, assignment.searches, assignment.matching_policies;
      ALTER TABLE assignment.rides
        DROP COLUMN demand, DROP COLUMN city, DROP COLUMN pickup_latitude, DROP COLUMN pickup_longitude,
        DROP COLUMN drop_latitude, DROP COLUMN drop_longitude, DROP COLUMN expected_metres;
    `);
  }
}
