import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Dispatch asks the charge of electric cabs only, and so must know which are. All that were there are. */
export class FuelsOfCandidates1795500000054 implements MigrationInterface {
  name = 'FuelsOfCandidates1795500000054';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.vehicles ADD COLUMN fuel_type text NOT NULL DEFAULT 'ELECTRIC'
        CHECK (fuel_type IN ('ELECTRIC', 'CNG', 'PETROL', 'DIESEL', 'HYBRID'));
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE assignment.vehicles DROP COLUMN fuel_type');
  }
}
