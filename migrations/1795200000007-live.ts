import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createContextSchema, secureTenantTable } from './tenant-table';

/** What live remembers of rides, drivers and offers, the log of what changed, and where drivers were last. */
export class Live1795200000007 implements MigrationInterface {
  name = 'Live1795200000007';

  async up(q: QueryRunner): Promise<void> {
    await createContextSchema(q, 'live');
    await q.query(`
      CREATE TABLE live.rides (
        ride_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        rider_id uuid,
        driver_id uuid,
        ended_at timestamptz,
        state jsonb NOT NULL
      ) WITH (fillfactor = 70);
      COMMENT ON COLUMN live.rides.ended_at IS 'wall time: when its end was heard of';
      CREATE INDEX rides_active ON live.rides (organization_id) WHERE ended_at IS NULL;
      CREATE INDEX rides_rider ON live.rides (rider_id) WHERE ended_at IS NULL;
      CREATE INDEX rides_driver ON live.rides (driver_id) WHERE ended_at IS NULL;
      CREATE INDEX rides_ended ON live.rides (ended_at) WHERE ended_at IS NOT NULL;

      CREATE TABLE live.drivers (
        driver_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        fleet_id uuid,
        hub_id uuid,
        state jsonb NOT NULL
      ) WITH (fillfactor = 70);
      CREATE INDEX drivers_organization ON live.drivers (organization_id);

      CREATE TABLE live.offers (
        offer_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        driver_id uuid NOT NULL,
        settled_at timestamptz,
        state jsonb NOT NULL
      ) WITH (fillfactor = 70);
      COMMENT ON COLUMN live.offers.settled_at IS 'wall time: when its end was heard of';
      CREATE INDEX offers_open ON live.offers (organization_id, driver_id) WHERE settled_at IS NULL;
      CREATE INDEX offers_settled ON live.offers (settled_at) WHERE settled_at IS NOT NULL;

      -- One writer at a time holds an organization's head until it commits: so positions commit in their order.
      CREATE TABLE live.heads (
        organization_id uuid PRIMARY KEY,
        position bigint NOT NULL CHECK (position >= 0)
      ) WITH (fillfactor = 50);

      CREATE TABLE live.changes (
        organization_id uuid NOT NULL,
        position bigint NOT NULL CHECK (position > 0),
        at timestamptz NOT NULL,
        kind text NOT NULL,
        rider_id uuid,
        driver_id uuid,
        on_board boolean NOT NULL,
        fleet_id uuid,
        hub_id uuid,
        payload jsonb NOT NULL,
        PRIMARY KEY (organization_id, position)
      ) WITH (autovacuum_vacuum_scale_factor = 0.05);
      COMMENT ON COLUMN live.changes.at IS 'wall time: it is forgotten by it';
      CREATE INDEX changes_at ON live.changes USING brin (at) WITH (pages_per_range = 16);

      -- Transient: what a crash empties, the next positions fill.
      CREATE UNLOGGED TABLE live.positions (
        driver_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        latitude double precision NOT NULL,
        longitude double precision NOT NULL,
        heading_degrees real,
        at timestamptz NOT NULL
      ) WITH (fillfactor = 50);

      -- Which process wants to hear of whose positions; a lease in wall time.
      CREATE UNLOGGED TABLE live.watches (
        process_id uuid NOT NULL,
        organization_id uuid NOT NULL,
        whole_board boolean NOT NULL,
        driver_ids uuid[] NOT NULL,
        until timestamptz NOT NULL,
        PRIMARY KEY (process_id, organization_id)
      );
    `);
    for (const table of ['rides', 'drivers', 'offers', 'heads', 'changes', 'positions', 'watches']) {
      await secureTenantTable(q, `live.${table}`);
    }
    await q.query(`
      CREATE TABLE platform.tickets (
        token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
        session_id uuid NOT NULL,
        organization_id uuid,
        expires_at timestamptz NOT NULL
      );
      COMMENT ON COLUMN platform.tickets.expires_at IS 'wall time';
      GRANT INSERT ON platform.tickets TO cabstand_runtime;
      GRANT SELECT, INSERT, DELETE ON platform.tickets TO cabstand_worker;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE platform.tickets; DROP SCHEMA live CASCADE');
  }
}
