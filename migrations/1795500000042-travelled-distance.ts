import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How far each driver's device has travelled, also without a ride, counted with the writing of its last position: from one turn
 * to the next that is farther off than both fixes may be wrong by. Lost in a crash with the positions; `counted_since` tells.
 */
export class TravelledDistance1795500000042 implements MigrationInterface {
  name = 'TravelledDistance1795500000042';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.last_positions
        ADD COLUMN travelled_metres double precision NOT NULL DEFAULT 0 CHECK (travelled_metres >= 0),
        ADD COLUMN counted_since timestamptz NOT NULL DEFAULT clock_timestamp(),
        ADD COLUMN turn_latitude double precision,
        ADD COLUMN turn_longitude double precision,
        ADD COLUMN turn_accuracy real,
        ADD COLUMN turn_at timestamptz,
        ADD CONSTRAINT last_positions_turn CHECK (num_nulls(turn_latitude, turn_longitude, turn_accuracy, turn_at) IN (0, 4));
      COMMENT ON COLUMN assignment.last_positions.counted_since IS 'wall time: another after a crash, and then the count began anew';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.last_positions
        DROP COLUMN travelled_metres, DROP COLUMN counted_since, DROP COLUMN turn_latitude, DROP COLUMN turn_longitude,
        DROP COLUMN turn_accuracy, DROP COLUMN turn_at;
    `);
  }
}
