import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

/**
 * Imports of CSV files: what is being brought in, its rows until it is over, what the rows claim, and what was wrong with them.
 * What is over stays so, and counts up to the number of its rows.
 */
export class Imports1795500000020 implements MigrationInterface {
  name = 'Imports1795500000020';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE platform.imports (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind ~ '^[a-z_]{1,40}$'),
        mode text NOT NULL CHECK (mode IN ('dry_run', 'atomic', 'row_wise')),
        state text NOT NULL CHECK (state IN ('WAITING', 'RUNNING', 'COMPLETED', 'REFUSED', 'CANCELLED', 'FAILED')),
        confirms uuid REFERENCES platform.imports,
        requested_by uuid NOT NULL,
        session_id uuid NOT NULL,
        content_hash bytea NOT NULL CHECK (length(content_hash) = 32),
        columns text[] NOT NULL,
        row_count integer NOT NULL CHECK (row_count BETWEEN 1 AND 50000),
        rows_seen integer NOT NULL DEFAULT 0,
        rows_applied integer NOT NULL DEFAULT 0 CHECK (rows_applied >= 0),
        rows_unchanged integer NOT NULL DEFAULT 0 CHECK (rows_unchanged >= 0),
        rows_refused integer NOT NULL DEFAULT 0 CHECK (rows_refused >= 0),
        attempts integer NOT NULL DEFAULT 0,
        reason text CHECK (length(reason) BETWEEN 1 AND 500),
        created_at timestamptz NOT NULL,
        started_at timestamptz,
        finished_at timestamptz,
        turn_at timestamptz NOT NULL,
        CONSTRAINT imports_counted CHECK (rows_seen BETWEEN 0 AND row_count
          AND rows_applied + rows_unchanged + rows_refused <= rows_seen),
        CONSTRAINT imports_whole CHECK (state <> 'COMPLETED' OR rows_applied + rows_unchanged + rows_refused = row_count),
        CONSTRAINT imports_all_or_nothing CHECK (mode <> 'atomic'
          OR CASE state WHEN 'COMPLETED' THEN rows_refused = 0 ELSE rows_applied = 0 AND rows_unchanged = 0 END),
        CONSTRAINT imports_over CHECK ((state IN ('WAITING', 'RUNNING')) = (finished_at IS NULL)),
        CONSTRAINT imports_reason CHECK (state NOT IN ('REFUSED', 'FAILED') OR reason IS NOT NULL)
      );
      COMMENT ON COLUMN platform.imports.turn_at IS 'wall time: when its next part is due; whose turn was longest ago goes first';
      COMMENT ON COLUMN platform.imports.created_at IS 'wall time, as the others here';
      CREATE UNIQUE INDEX imports_one_at_a_time ON platform.imports (organization_id, kind, content_hash)
        WHERE state IN ('WAITING', 'RUNNING') AND mode <> 'dry_run';
      CREATE INDEX imports_same_file ON platform.imports (organization_id, kind, content_hash);
      CREATE INDEX imports_due ON platform.imports (turn_at) WHERE state IN ('WAITING', 'RUNNING');
      CREATE INDEX imports_list ON platform.imports (organization_id, id);

      CREATE TABLE platform.import_parts (
        import_id uuid NOT NULL REFERENCES platform.imports,
        organization_id uuid NOT NULL,
        number integer NOT NULL,
        rows jsonb NOT NULL,
        PRIMARY KEY (import_id, number)
      );
      COMMENT ON COLUMN platform.import_parts.rows IS '[line, [cells]] of each; removed when the import is over, a dry run’s after some days';

      CREATE TABLE platform.import_claims (
        import_id uuid NOT NULL REFERENCES platform.imports,
        organization_id uuid NOT NULL,
        key text NOT NULL,
        line integer NOT NULL,
        during tstzrange NOT NULL,
        CONSTRAINT import_claims_one EXCLUDE USING gist (import_id WITH =, key WITH =, during WITH &&)
      );

      CREATE TABLE platform.import_errors (
        id uuid PRIMARY KEY,
        import_id uuid NOT NULL REFERENCES platform.imports,
        organization_id uuid NOT NULL,
        line integer NOT NULL CHECK (line >= 2),
        column_name text,
        code text NOT NULL,
        message text NOT NULL,
        is_warning boolean NOT NULL
      );
      CREATE INDEX import_errors_list ON platform.import_errors (import_id, id);

      CREATE FUNCTION platform.guard_import() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.finished_at IS NOT NULL THEN
          RAISE EXCEPTION 'an import that is % is over', OLD.state USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER guard BEFORE UPDATE ON platform.imports FOR EACH ROW EXECUTE FUNCTION platform.guard_import();
    `);
    await secureTenantTable(q, 'platform.imports', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
    await secureTenantTable(q, 'platform.import_parts', { grants: ['SELECT', 'INSERT', 'DELETE'] });
    await secureTenantTable(q, 'platform.import_claims', { grants: ['SELECT', 'INSERT', 'DELETE'] });
    await secureTenantTable(q, 'platform.import_errors', { grants: ['SELECT', 'INSERT', 'DELETE'] });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE platform.import_errors, platform.import_claims, platform.import_parts, platform.imports;
      DROP FUNCTION platform.guard_import();
    `);
  }
}
