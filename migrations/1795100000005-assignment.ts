import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createContextSchema, secureTenantTable } from './tenant-table';

/** The roster, the engagements and their invariants, what assignment remembers of others, and conflicts for the operator. */
export class Assignment1795100000005 implements MigrationInterface {
  name = 'Assignment1795100000005';

  async up(q: QueryRunner): Promise<void> {
    await createContextSchema(q, 'assignment');
    // Equality of ids beside overlap of ranges in one exclusion constraint.
    await q.query('CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA assignment');
    await q.query(`
      CREATE TABLE assignment.drivers (
        driver_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        fleet_id uuid NOT NULL,
        hub_id uuid NOT NULL,
        name text NOT NULL,
        phone text NOT NULL,
        status text NOT NULL,
        licence_expires_on date NOT NULL,
        duty text NOT NULL DEFAULT 'OFF' CHECK (duty IN ('OFF', 'PENDING', 'ON', 'BREAK')),
        attendance_id uuid,
        attended_vehicle_id uuid,
        CONSTRAINT drivers_attendance_whole CHECK (
          (duty = 'OFF') = (attendance_id IS NULL) AND (duty = 'OFF') = (attended_vehicle_id IS NULL))
      ) WITH (fillfactor = 80);
      CREATE INDEX drivers_organization ON assignment.drivers (organization_id, driver_id);

      CREATE TABLE assignment.vehicles (
        vehicle_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        fleet_id uuid NOT NULL,
        hub_id uuid NOT NULL,
        plate text NOT NULL,
        vehicle_class text NOT NULL,
        status text NOT NULL
      ) WITH (fillfactor = 80);
      CREATE INDEX vehicles_organization ON assignment.vehicles (organization_id);

      CREATE TABLE assignment.rides (
        ride_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        vehicle_class text NOT NULL,
        pickup_at timestamptz NOT NULL,
        expected_minutes integer NOT NULL CHECK (expected_minutes >= 0),
        closed boolean NOT NULL DEFAULT false
      ) WITH (fillfactor = 80);

      CREATE TABLE assignment.roster_entries (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL,
        driver_id uuid NOT NULL,
        vehicle_id uuid NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        status text NOT NULL CHECK (status IN ('ACTIVE', 'CANCELLED')),
        planned_by uuid NOT NULL,
        created_at timestamptz NOT NULL,
        cancelled_at timestamptz,
        cancelled_by uuid,
        cancel_reason text,
        CONSTRAINT roster_entries_shift CHECK (ends_at > starts_at AND ends_at <= starts_at + interval '16 hours'),
        CONSTRAINT roster_entries_cancellation CHECK (
          (status = 'CANCELLED') = (cancelled_at IS NOT NULL) AND (status = 'CANCELLED') = (cancelled_by IS NOT NULL)
          AND (status = 'CANCELLED') = (length(btrim(coalesce(cancel_reason, ''))) > 0)),
        CONSTRAINT roster_entries_driver_overlap
          EXCLUDE USING gist (driver_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (status = 'ACTIVE'),
        CONSTRAINT roster_entries_vehicle_overlap
          EXCLUDE USING gist (vehicle_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (status = 'ACTIVE')
      );
      -- Range operators are not leakproof, so under row-level security only these find an entry by its time.
      CREATE INDEX roster_entries_driver ON assignment.roster_entries (driver_id, starts_at) WHERE status = 'ACTIVE';
      CREATE INDEX roster_entries_list ON assignment.roster_entries (organization_id, id);
      CREATE INDEX roster_entries_day ON assignment.roster_entries (organization_id, starts_at);

      CREATE TABLE assignment.engagements (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        ride_id uuid NOT NULL,
        driver_id uuid NOT NULL,
        vehicle_id uuid NOT NULL,
        roster_entry_id uuid NOT NULL,
        status text NOT NULL DEFAULT 'PLANNED' CHECK (status IN ('PLANNED', 'UNDER_WAY', 'ENDED', 'RELEASED')),
        planned_from timestamptz NOT NULL,
        planned_until timestamptz NOT NULL,
        assigned_by uuid NOT NULL,
        assigned_at timestamptz NOT NULL,
        departed_at timestamptz,
        ended_at timestamptz,
        release_reason text,
        CONSTRAINT engagements_window CHECK (planned_until > planned_from),
        CONSTRAINT engagements_departed CHECK (status <> 'UNDER_WAY' OR departed_at IS NOT NULL),
        CONSTRAINT engagements_over CHECK ((status IN ('ENDED', 'RELEASED')) = (ended_at IS NOT NULL)),
        CONSTRAINT engagements_release CHECK (
          (status = 'RELEASED') = (length(btrim(coalesce(release_reason, ''))) > 0)),
        CONSTRAINT engagements_driver_overlap
          EXCLUDE USING gist (driver_id WITH =, tstzrange(planned_from, planned_until) WITH &&)
          WHERE (status IN ('PLANNED', 'UNDER_WAY')),
        CONSTRAINT engagements_vehicle_overlap
          EXCLUDE USING gist (vehicle_id WITH =, tstzrange(planned_from, planned_until) WITH &&)
          WHERE (status IN ('PLANNED', 'UNDER_WAY'))
      ) WITH (fillfactor = 80);
      CREATE UNIQUE INDEX engagements_one_per_ride ON assignment.engagements (ride_id)
        WHERE status IN ('PLANNED', 'UNDER_WAY');
      CREATE UNIQUE INDEX engagements_one_under_way_per_driver ON assignment.engagements (driver_id)
        WHERE status = 'UNDER_WAY';
      CREATE UNIQUE INDEX engagements_one_under_way_per_vehicle ON assignment.engagements (vehicle_id)
        WHERE status = 'UNDER_WAY';

      CREATE TABLE assignment.conflicts (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL,
        kind text NOT NULL CHECK (kind IN ('engagement_overran', 'driver_unavailable', 'vehicle_unavailable')),
        engagement_id uuid NOT NULL,
        ride_id uuid NOT NULL,
        driver_id uuid NOT NULL,
        vehicle_id uuid NOT NULL,
        detail text NOT NULL,
        status text NOT NULL CHECK (status IN ('OPEN', 'RESOLVED')),
        raised_at timestamptz NOT NULL,
        resolved_at timestamptz,
        resolved_by uuid,
        reason text,
        CONSTRAINT conflicts_resolution CHECK (
          (status = 'RESOLVED') = (resolved_at IS NOT NULL) AND (status = 'RESOLVED') = (resolved_by IS NOT NULL)
          AND (status = 'RESOLVED') = (length(btrim(coalesce(reason, ''))) > 0))
      );
      CREATE UNIQUE INDEX conflicts_one_open ON assignment.conflicts (engagement_id, kind) WHERE status = 'OPEN';
      CREATE INDEX conflicts_list ON assignment.conflicts (organization_id, id);
    `);
    for (const table of ['drivers', 'vehicles', 'rides', 'roster_entries', 'engagements', 'conflicts']) {
      await secureTenantTable(q, `assignment.${table}`, { grants: ['SELECT', 'INSERT', 'UPDATE'] });
    }
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP SCHEMA assignment CASCADE');
  }
}
