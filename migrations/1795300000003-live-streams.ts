import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The board shows the rides of these hours: a snapshot is read by them, and rides come and go as time passes. */
export class LiveStreams1795300000003 implements MigrationInterface {
  name = 'LiveStreams1795300000003';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE live.rides ADD COLUMN pickup_at timestamptz, ADD COLUMN on_board boolean NOT NULL DEFAULT true;
      COMMENT ON COLUMN live.rides.pickup_at IS 'domain time';
      COMMENT ON COLUMN live.rides.on_board IS 'whether boards show it now; who books or drives it sees it anyway';
      UPDATE live.rides SET pickup_at = (state->>'pickupAt')::timestamptz;
      DROP INDEX live.rides_active;
      CREATE INDEX rides_on_board ON live.rides (organization_id) WHERE ended_at IS NULL AND on_board;
      CREATE INDEX rides_to_turn ON live.rides (on_board, pickup_at) WHERE ended_at IS NULL;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP INDEX live.rides_to_turn, live.rides_on_board;
      CREATE INDEX rides_active ON live.rides (organization_id) WHERE ended_at IS NULL;
      ALTER TABLE live.rides DROP COLUMN on_board, DROP COLUMN pickup_at;
    `);
  }
}
