import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far a trip is expected to be may come from the roads. */
export class RoutedExpectations1795200000008 implements MigrationInterface {
  name = 'RoutedExpectations1795200000008';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE ride.rides DROP CONSTRAINT rides_expectation_source_check,
        ADD CONSTRAINT rides_expectation_source_check
          CHECK (expectation_source IN ('given', 'routed', 'estimated', 'package'));
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      UPDATE ride.rides SET expectation_source = 'estimated' WHERE expectation_source = 'routed';
      ALTER TABLE ride.rides DROP CONSTRAINT rides_expectation_source_check,
        ADD CONSTRAINT rides_expectation_source_check
          CHECK (expectation_source IN ('given', 'estimated', 'package'));
    `);
  }
}
