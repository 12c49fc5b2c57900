import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Warnings of imports quoted the licence number they were about, whole; of those that are kept the last four characters stay. */
export class ImportErrorsWithoutNumbers1795600000010 implements MigrationInterface {
  name = 'ImportErrorsWithoutNumbers1795600000010';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      UPDATE platform.import_errors
      SET message = 'The licence number that ends in '
        || regexp_replace(message, '^[A-Z0-9/]*([A-Z0-9/]{4}) is not in the current format', '\\1 is not in the current format')
      WHERE code = 'licence_older_format' AND message ~ '^[A-Z0-9/]{5,20} is not in the current format';
    `);
  }

  /** What was forgotten does not come back, and nothing reads it. */
  async down(): Promise<void> {}
}
