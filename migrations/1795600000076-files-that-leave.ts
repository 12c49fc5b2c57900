import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files that no document shows are counted by their uploader, and removed by a job. */
export class FilesThatLeave1795600000076 implements MigrationInterface {
  name = 'FilesThatLeave1795600000076';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE INDEX files_by_uploader ON verification.files (uploaded_by, uploaded_at);
      CREATE INDEX files_by_age ON verification.files (uploaded_at);
      GRANT DELETE ON verification.files TO cabstand_worker;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      REVOKE DELETE ON verification.files FROM cabstand_worker;
      DROP INDEX verification.files_by_age;
      DROP INDEX verification.files_by_uploader;
    `);
  }
}
