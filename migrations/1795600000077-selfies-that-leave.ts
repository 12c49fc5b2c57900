import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Selfies that no check-in used are counted by their driver, and removed by a job. */
export class SelfiesThatLeave1795600000077 implements MigrationInterface {
  name = 'SelfiesThatLeave1795600000077';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE INDEX selfies_by_driver ON attendance.selfies (driver_id, created_at);
      CREATE INDEX selfies_by_age ON attendance.selfies (created_at);
      GRANT DELETE ON attendance.selfies TO cabstand_worker;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      REVOKE DELETE ON attendance.selfies FROM cabstand_worker;
      DROP INDEX attendance.selfies_by_age;
      DROP INDEX attendance.selfies_by_driver;
    `);
  }
}
