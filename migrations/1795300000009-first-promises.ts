import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A rider is held to what he was first promised, and moves his pickup so many times. */
export class FirstPromises1795300000009 implements MigrationInterface {
  name = 'FirstPromises1795300000009';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE ride.rides
        ADD COLUMN first_promise jsonb,
        ADD COLUMN pickup_moves integer NOT NULL DEFAULT 0 CHECK (pickup_moves >= 0),
        ADD CONSTRAINT rides_first_promise CHECK (first_promise IS NULL OR demand = 'now');
      COMMENT ON COLUMN ride.rides.first_promise IS 'by which engagement the first driver promised which pickup time';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE ride.rides DROP CONSTRAINT rides_first_promise, DROP COLUMN first_promise, DROP COLUMN pickup_moves;
    `);
  }
}
