import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever drives round a block comes no nearer, and does not stand still: the watch remembers from where he last moved on. */
export class ProgressByMoving1795500000060 implements MigrationInterface {
  name = 'ProgressByMoving1795500000060';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.progress_watches
        ADD COLUMN moved_at timestamptz,
        ADD COLUMN moved_to_latitude double precision,
        ADD COLUMN moved_to_longitude double precision,
        ADD CONSTRAINT progress_watches_moved CHECK (num_nulls(moved_to_latitude, moved_to_longitude) IN (0, 2));
      UPDATE assignment.progress_watches SET moved_at = nearer_at;
      ALTER TABLE assignment.progress_watches ALTER COLUMN moved_at SET NOT NULL;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.progress_watches
        DROP COLUMN moved_at, DROP COLUMN moved_to_latitude, DROP COLUMN moved_to_longitude;
    `);
  }
}
