import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By which verified document a driver's licence is known, so that nobody types another end of it. */
export class LicenceDocuments1795500000002 implements MigrationInterface {
  name = 'LicenceDocuments1795500000002';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE fleet.drivers ADD COLUMN licence_document_id uuid;
      COMMENT ON COLUMN fleet.drivers.licence_document_id IS 'the verified document whose expiry this follows; null: it was typed in';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE fleet.drivers DROP COLUMN licence_document_id');
  }
}
