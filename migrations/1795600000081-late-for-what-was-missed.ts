import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever is let in late for a shift that he missed is late since its start, and not since that of the entry that lets him in. */
export class LateForWhatWasMissed1795600000081 implements MigrationInterface {
  name = 'LateForWhatWasMissed1795600000081';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE attendance.roster_entries ADD COLUMN due_since timestamptz CHECK (due_since <= starts_at);
      COMMENT ON COLUMN attendance.roster_entries.due_since IS 'when its driver was to come; null of one told before: as it starts';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE attendance.roster_entries DROP COLUMN due_since');
  }
}
