import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What live remembers of a document that a driver minds is of every one that counts, as the last fact of it says. */
export class PapersThatCount1795600000067 implements MigrationInterface {
  name = 'PapersThatCount1795600000067';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE live.expiring_documents
        ADD COLUMN heard uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
        ALTER COLUMN expires_on DROP NOT NULL;
      ALTER TABLE live.expiring_documents ALTER COLUMN heard DROP DEFAULT;
      COMMENT ON COLUMN live.expiring_documents.expires_on IS 'null: it counts no more, or never lapses';
      COMMENT ON COLUMN live.expiring_documents.heard IS 'the last fact of it';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DELETE FROM live.expiring_documents WHERE expires_on IS NULL;
      COMMENT ON COLUMN live.expiring_documents.expires_on IS NULL;
      ALTER TABLE live.expiring_documents DROP COLUMN heard, ALTER COLUMN expires_on SET NOT NULL;
    `);
  }
}
