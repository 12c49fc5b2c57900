import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

/** Rides of a short window, matched together. */
export class MatchingWindows1795400000002 implements MigrationInterface {
  name = 'MatchingWindows1795400000002';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.searches
        ADD COLUMN city text NOT NULL DEFAULT '',
        -- Null: it is matched by itself.
        ADD COLUMN window_seconds integer CHECK (window_seconds BETWEEN 1 AND 3),
        ADD COLUMN next_look_at timestamptz;
      CREATE INDEX searches_in_windows ON assignment.searches (organization_id, city, started_at)
        WHERE status = 'OPEN' AND window_seconds IS NOT NULL;

      CREATE TABLE assignment.matching_windows (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        city text NOT NULL,
        closes_at timestamptz NOT NULL,
        -- OPEN takes searches; CLOSED takes none and is being matched, with its figures once they are known; MATCHED is over.
        status text NOT NULL DEFAULT 'OPEN' CHECK (status IN ('OPEN', 'CLOSED', 'MATCHED')),
        matched_at timestamptz,
        drivers integer CHECK (drivers >= 0),
        cost double precision,
        greedy_cost double precision,
        greedy_matched integer CHECK (greedy_matched >= 0),
        rides jsonb CHECK (jsonb_typeof(rides) = 'array'),
        CONSTRAINT matching_windows_one UNIQUE (organization_id, city, closes_at),
        CONSTRAINT matching_windows_matched CHECK (
          num_nulls(matched_at, drivers, cost, greedy_cost, greedy_matched, rides) IN (0, 6)
          AND (status <> 'MATCHED' OR matched_at IS NOT NULL) AND (status <> 'OPEN' OR matched_at IS NULL)),
        CONSTRAINT matching_windows_in_time CHECK (matched_at >= closes_at)
      ) WITH (fillfactor = 80);
      CREATE INDEX matching_windows_closes_at ON assignment.matching_windows USING brin (closes_at) WITH (autosummarize = on);

      ALTER TABLE assignment.search_rounds ADD COLUMN window_id uuid;
      CREATE INDEX search_rounds_window ON assignment.search_rounds (window_id) WHERE window_id IS NOT NULL;
    `);
    await secureTenantTable(q, 'assignment.matching_windows', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
    await q.query('GRANT DELETE ON assignment.matching_windows TO cabstand_worker');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.search_rounds DROP COLUMN window_id;
      DROP TABLE assignment.matching_windows;
      DROP INDEX assignment.searches_in_windows;
      ALTER TABLE assignment.searches DROP COLUMN city, DROP COLUMN window_seconds, DROP COLUMN next_look_at;
    `);
  }
}
