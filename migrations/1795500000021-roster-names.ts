import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A file of shifts names drivers by phone and vehicles by plate. */
export class RosterNames1795500000021 implements MigrationInterface {
  name = 'RosterNames1795500000021';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE INDEX drivers_phone ON assignment.drivers (organization_id, phone);
      CREATE INDEX vehicles_plate ON assignment.vehicles (organization_id, plate);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP INDEX assignment.drivers_phone, assignment.vehicles_plate');
  }
}
