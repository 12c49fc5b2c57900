import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which rides go to or from an airport: some drivers would rather not be offered them. */
export class AirportRides1795500000033 implements MigrationInterface {
  name = 'AirportRides1795500000033';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.rides ADD COLUMN is_airport boolean NOT NULL DEFAULT false;
      COMMENT ON COLUMN assignment.rides.is_airport IS 'false of rides booked before this was remembered';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE assignment.rides DROP COLUMN is_airport');
  }
}
