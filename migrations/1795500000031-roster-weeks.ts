import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The states of an entry of the roster: drafted with its week, told, acknowledged, missed, replaced. */
export class RosterWeeks1795500000031 implements MigrationInterface {
  name = 'RosterWeeks1795500000031';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.roster_entries
        DROP CONSTRAINT roster_entries_driver_overlap,
        DROP CONSTRAINT roster_entries_vehicle_overlap,
        DROP CONSTRAINT roster_entries_status_check,
        DROP CONSTRAINT roster_entries_cancellation;
      DROP INDEX assignment.roster_entries_driver;
      ALTER TABLE assignment.roster_entries
        ADD COLUMN published_at timestamptz,
        ADD COLUMN published_by uuid,
        ADD COLUMN acknowledged_at timestamptz,
        ADD COLUMN attended_at timestamptz,
        ADD COLUMN missed_at timestamptz,
        ADD COLUMN replaces_id uuid,
        ADD COLUMN replace_reason text;
      -- What was planned by itself was told at once.
      UPDATE assignment.roster_entries SET published_at = created_at, published_by = planned_by;
      UPDATE assignment.roster_entries SET status = 'PUBLISHED' WHERE status = 'ACTIVE';
      ALTER TABLE assignment.roster_entries
        ADD CONSTRAINT roster_entries_status_check
          CHECK (status IN ('DRAFT', 'PUBLISHED', 'ACKNOWLEDGED', 'MISSED', 'CANCELLED', 'REPLACED')),
        ADD CONSTRAINT roster_entries_cancellation CHECK (
          (status IN ('CANCELLED', 'REPLACED')) = (cancelled_at IS NOT NULL)
          AND (status IN ('CANCELLED', 'REPLACED')) = (cancelled_by IS NOT NULL)
          AND (status IN ('CANCELLED', 'REPLACED')) = (length(btrim(coalesce(cancel_reason, ''))) > 0)),
        ADD CONSTRAINT roster_entries_publication CHECK (
          (published_at IS NULL) = (published_by IS NULL)
          AND (status <> 'DRAFT' OR published_at IS NULL)
          AND (status NOT IN ('PUBLISHED', 'ACKNOWLEDGED', 'MISSED') OR published_at IS NOT NULL)),
        ADD CONSTRAINT roster_entries_acknowledgement CHECK (
          (status <> 'ACKNOWLEDGED' OR acknowledged_at IS NOT NULL)
          AND (status NOT IN ('DRAFT', 'PUBLISHED') OR acknowledged_at IS NULL)),
        ADD CONSTRAINT roster_entries_missed CHECK (
          (status = 'MISSED') = (missed_at IS NOT NULL) AND (missed_at IS NULL OR attended_at IS NULL)),
        ADD CONSTRAINT roster_entries_replacement CHECK (
          (replaces_id IS NOT NULL) = (length(btrim(coalesce(replace_reason, ''))) > 0) AND replaces_id <> id),
        -- Drafts too: what two hubs draft for one vehicle is named when the second does, and no publication fails by it.
        ADD CONSTRAINT roster_entries_driver_overlap
          EXCLUDE USING gist (driver_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
          WHERE (status IN ('DRAFT', 'PUBLISHED', 'ACKNOWLEDGED')),
        ADD CONSTRAINT roster_entries_vehicle_overlap
          EXCLUDE USING gist (vehicle_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
          WHERE (status IN ('DRAFT', 'PUBLISHED', 'ACKNOWLEDGED'));
      CREATE UNIQUE INDEX roster_entries_replaced_once ON assignment.roster_entries (replaces_id)
        WHERE replaces_id IS NOT NULL;
      CREATE INDEX roster_entries_driver ON assignment.roster_entries (driver_id, starts_at) INCLUDE (ends_at, id, vehicle_id)
        WHERE status IN ('PUBLISHED', 'ACKNOWLEDGED');
      CREATE INDEX roster_entries_driver_holding ON assignment.roster_entries (driver_id, starts_at)
        WHERE status IN ('DRAFT', 'PUBLISHED', 'ACKNOWLEDGED');
      CREATE INDEX roster_entries_vehicle_holding ON assignment.roster_entries (vehicle_id, starts_at)
        WHERE status IN ('DRAFT', 'PUBLISHED', 'ACKNOWLEDGED');
      COMMENT ON COLUMN assignment.roster_entries.attended_at IS 'the first check-in of its driver for it';
      COMMENT ON COLUMN assignment.roster_entries.replaces_id IS 'the entry that was replaced, or missed, and whose place it takes';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    // Drafts were nobody's shifts yet; of the rest each keeps what the states of before can say.
    await q.query(`
      DROP INDEX assignment.roster_entries_vehicle_holding, assignment.roster_entries_driver_holding,
        assignment.roster_entries_driver, assignment.roster_entries_replaced_once;
      ALTER TABLE assignment.roster_entries
        DROP CONSTRAINT roster_entries_driver_overlap,
        DROP CONSTRAINT roster_entries_vehicle_overlap,
        DROP CONSTRAINT roster_entries_status_check,
        DROP CONSTRAINT roster_entries_cancellation,
        DROP CONSTRAINT roster_entries_publication,
        DROP CONSTRAINT roster_entries_acknowledgement,
        DROP CONSTRAINT roster_entries_missed,
        DROP CONSTRAINT roster_entries_replacement;
      UPDATE assignment.roster_entries SET cancelled_at = coalesce(missed_at, created_at), cancelled_by = planned_by,
        cancel_reason = status WHERE status IN ('DRAFT', 'MISSED');
      UPDATE assignment.roster_entries
        SET status = CASE WHEN status IN ('PUBLISHED', 'ACKNOWLEDGED') THEN 'ACTIVE' ELSE 'CANCELLED' END;
      ALTER TABLE assignment.roster_entries
        DROP COLUMN published_at, DROP COLUMN published_by, DROP COLUMN acknowledged_at, DROP COLUMN attended_at,
        DROP COLUMN missed_at, DROP COLUMN replaces_id, DROP COLUMN replace_reason,
        ADD CONSTRAINT roster_entries_status_check CHECK (status IN ('ACTIVE', 'CANCELLED')),
        ADD CONSTRAINT roster_entries_cancellation CHECK (
          (status = 'CANCELLED') = (cancelled_at IS NOT NULL) AND (status = 'CANCELLED') = (cancelled_by IS NOT NULL)
          AND (status = 'CANCELLED') = (length(btrim(coalesce(cancel_reason, ''))) > 0)),
        ADD CONSTRAINT roster_entries_driver_overlap
          EXCLUDE USING gist (driver_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (status = 'ACTIVE'),
        ADD CONSTRAINT roster_entries_vehicle_overlap
          EXCLUDE USING gist (vehicle_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (status = 'ACTIVE');
      CREATE INDEX roster_entries_driver ON assignment.roster_entries (driver_id, starts_at) INCLUDE (ends_at, id, vehicle_id)
        WHERE status = 'ACTIVE';
    `);
  }
}
