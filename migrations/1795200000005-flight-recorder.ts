import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

/** What every round of a search saw and chose, and how a driver on his way to the rider gets on. */
export class FlightRecorder1795200000005 implements MigrationInterface {
  name = 'FlightRecorder1795200000005';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE assignment.search_rounds (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        search_id uuid NOT NULL,
        ride_id uuid NOT NULL,
        round integer NOT NULL CHECK (round >= 1),
        at timestamptz NOT NULL,
        policy_version integer NOT NULL CHECK (policy_version >= 1),
        candidates integer NOT NULL CHECK (candidates >= 0),
        chosen uuid[] NOT NULL,
        record bytea NOT NULL CHECK (length(record) > 0),
        CONSTRAINT search_rounds_once UNIQUE (search_id, round),
        CONSTRAINT search_rounds_chosen CHECK (cardinality(chosen) <= candidates)
      );
      -- Compressed already: PostgreSQL would only try again.
      ALTER TABLE assignment.search_rounds ALTER COLUMN record SET STORAGE EXTERNAL;
      CREATE INDEX search_rounds_ride ON assignment.search_rounds (ride_id);
      -- Rounds are written in the order of time and forgotten in it, so a summary of each block range finds the old ones.
      CREATE INDEX search_rounds_at ON assignment.search_rounds USING brin (at) WITH (autosummarize = on);

      ALTER TABLE assignment.engagements
        ADD COLUMN arrived_at timestamptz,
        ADD CONSTRAINT engagements_arrived CHECK (arrived_at IS NULL OR departed_at IS NOT NULL);

      CREATE TABLE assignment.progress_watches (
        engagement_id uuid PRIMARY KEY REFERENCES assignment.engagements (id),
        organization_id uuid NOT NULL,
        stage text NOT NULL CHECK (stage IN ('to_depart', 'on_the_way')),
        -- Null until a position was seen.
        nearest_metres integer CHECK (nearest_metres >= 0),
        nearer_at timestamptz NOT NULL,
        trouble text CHECK (trouble IN ('dark', 'stalled', 'retreating')),
        grace_until timestamptz,
        CONSTRAINT progress_watches_doubt CHECK ((trouble IS NULL) = (grace_until IS NULL))
      ) WITH (fillfactor = 80);
    `);
    await secureTenantTable(q, 'assignment.search_rounds', { grants: ['SELECT', 'INSERT'] });
    await q.query('GRANT DELETE ON assignment.search_rounds TO cabstand_worker');
    await secureTenantTable(q, 'assignment.progress_watches');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE assignment.progress_watches, assignment.search_rounds;
      ALTER TABLE assignment.engagements DROP COLUMN arrived_at;
    `);
  }
}
