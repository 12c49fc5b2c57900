import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Streets of one way lead away from the rider before they lead to him: the watch knows how far they may, and how long. */
export class WaysThatLeadAway1795600000061 implements MigrationInterface {
  name = 'WaysThatLeadAway1795600000061';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.progress_watches
        ADD COLUMN detour_metres integer NOT NULL DEFAULT 0 CHECK (detour_metres >= 0),
        ADD COLUMN detour_seconds integer NOT NULL DEFAULT 0 CHECK (detour_seconds >= 0);
      ALTER TABLE assignment.progress_watches
        ALTER COLUMN detour_metres DROP DEFAULT, ALTER COLUMN detour_seconds DROP DEFAULT;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE assignment.progress_watches DROP COLUMN detour_metres, DROP COLUMN detour_seconds');
  }
}
