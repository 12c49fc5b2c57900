import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the rider sits in a cab that broke down, every later search for him looks around that place. */
export class BreakdownPlaces1795300000007 implements MigrationInterface {
  name = 'BreakdownPlaces1795300000007';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.searches ADD COLUMN at_breakdown boolean NOT NULL DEFAULT false;
      COMMENT ON COLUMN assignment.searches.at_breakdown IS
        'drivers are searched from where the cab stands that broke down with the rider aboard, not from the pickup';
      UPDATE assignment.searches s SET at_breakdown = true FROM assignment.rides r
      WHERE r.ride_id = s.ride_id AND s.reason = 'broke_down'
        AND (r.pickup_latitude, r.pickup_longitude) <> (s.pickup_latitude, s.pickup_longitude);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE assignment.searches DROP COLUMN at_breakdown');
  }
}
