import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Conflicts about shifts, not only about rides; of new kinds; and such as are settled by what broke the plan being put right. */
export class BrokenPlans1795500000032 implements MigrationInterface {
  name = 'BrokenPlans1795500000032';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.conflicts
        DROP CONSTRAINT conflicts_kind_check,
        DROP CONSTRAINT conflicts_resolution,
        ALTER COLUMN engagement_id DROP NOT NULL,
        ALTER COLUMN ride_id DROP NOT NULL,
        ADD COLUMN roster_entry_id uuid,
        ADD CONSTRAINT conflicts_kind_check CHECK (kind IN (
          'engagement_overran', 'driver_unavailable', 'vehicle_unavailable', 'driver_documents_lapse',
          'vehicle_documents_lapse', 'driver_hours_spent', 'vehicle_out_of_service', 'shift_missed')),
        ADD CONSTRAINT conflicts_about CHECK (
          (engagement_id IS NULL) = (roster_entry_id IS NOT NULL) AND (engagement_id IS NULL) = (ride_id IS NULL)),
        -- By nobody: what broke the plan was put right.
        ADD CONSTRAINT conflicts_resolution CHECK (
          (status = 'RESOLVED') = (resolved_at IS NOT NULL) AND (resolved_by IS NULL OR status = 'RESOLVED')
          AND (status = 'RESOLVED') = (length(btrim(coalesce(reason, ''))) > 0));
      CREATE UNIQUE INDEX conflicts_one_open_of_shift ON assignment.conflicts (roster_entry_id, kind)
        WHERE status = 'OPEN' AND roster_entry_id IS NOT NULL;
      CREATE INDEX conflicts_open_of_driver ON assignment.conflicts (driver_id) WHERE status = 'OPEN';
      CREATE INDEX conflicts_open_of_vehicle ON assignment.conflicts (vehicle_id) WHERE status = 'OPEN';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP INDEX assignment.conflicts_open_of_vehicle, assignment.conflicts_open_of_driver,
        assignment.conflicts_one_open_of_shift;
      ALTER TABLE assignment.conflicts
        DROP CONSTRAINT conflicts_about, DROP CONSTRAINT conflicts_kind_check, DROP CONSTRAINT conflicts_resolution;
      DELETE FROM assignment.conflicts WHERE roster_entry_id IS NOT NULL
        OR kind NOT IN ('engagement_overran', 'driver_unavailable', 'vehicle_unavailable');
      UPDATE assignment.conflicts SET resolved_by = driver_id WHERE status = 'RESOLVED' AND resolved_by IS NULL;
      ALTER TABLE assignment.conflicts
        DROP COLUMN roster_entry_id,
        ALTER COLUMN engagement_id SET NOT NULL,
        ALTER COLUMN ride_id SET NOT NULL,
        ADD CONSTRAINT conflicts_kind_check
          CHECK (kind IN ('engagement_overran', 'driver_unavailable', 'vehicle_unavailable')),
        ADD CONSTRAINT conflicts_resolution CHECK (
          (status = 'RESOLVED') = (resolved_at IS NOT NULL) AND (status = 'RESOLVED') = (resolved_by IS NOT NULL)
          AND (status = 'RESOLVED') = (length(btrim(coalesce(reason, ''))) > 0));
    `);
  }
}
