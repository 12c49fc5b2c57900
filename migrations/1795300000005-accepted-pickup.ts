import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A pickup moves no farther than so far from where the driver accepted it. */
export class AcceptedPickup1795300000005 implements MigrationInterface {
  name = 'AcceptedPickup1795300000005';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE ride.rides
        ADD COLUMN accepted_pickup jsonb,
        ADD CONSTRAINT rides_accepted_pickup CHECK (accepted_pickup IS NULL OR driver_id IS NOT NULL);
      COMMENT ON COLUMN ride.rides.accepted_pickup IS 'where the pickup was when the driver got the ride';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE ride.rides DROP CONSTRAINT rides_accepted_pickup, DROP COLUMN accepted_pickup');
  }
}
