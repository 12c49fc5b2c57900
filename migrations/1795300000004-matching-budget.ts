import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a search has spent of its budget, and what is asked of a round often without unpacking its record. */
export class MatchingBudget1795300000004 implements MigrationInterface {
  name = 'MatchingBudget1795300000004';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.searches
        ADD COLUMN empty_rounds integer NOT NULL DEFAULT 0 CHECK (empty_rounds >= 0);
      -- Null in rounds of before: they are read from the record.
      ALTER TABLE assignment.search_rounds
        ADD COLUMN radius_metres integer CHECK (radius_metres >= 0),
        ADD COLUMN eligible integer CHECK (eligible BETWEEN 0 AND candidates),
        ADD COLUMN refused_by jsonb CHECK (jsonb_typeof(refused_by) = 'object'),
        ADD COLUMN outside integer CHECK (outside >= 0),
        ADD COLUMN note text,
        ADD CONSTRAINT search_rounds_summary CHECK (
          num_nulls(radius_metres, eligible, refused_by, outside, note) IN (0, 5));
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.search_rounds
        DROP COLUMN radius_metres, DROP COLUMN eligible, DROP COLUMN refused_by, DROP COLUMN outside, DROP COLUMN note;
      ALTER TABLE assignment.searches DROP COLUMN empty_rounds;
    `);
  }
}
