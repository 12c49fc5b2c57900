import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which months of the record have left. The entry that tells so leaves with its own month some day, and then the links of the
 * month it told of would be missing their entries for no reason. And a month leaves at a moment when nobody is in the way:
 * whoever writes or reads meanwhile would queue behind the one who waits.
 */
export class RetiredMonths1795600000070 implements MigrationInterface {
  name = 'RetiredMonths1795600000070';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE audit.retired_months (
        month text PRIMARY KEY CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
        entries bigint NOT NULL CHECK (entries >= 0),
        record_id uuid NOT NULL CONSTRAINT retired_months_record UNIQUE
      );
      COMMENT ON TABLE audit.retired_months IS 'never leaves: the links of these months stay without their entries';
      COMMENT ON COLUMN audit.retired_months.month IS 'in UTC';
      COMMENT ON COLUMN audit.retired_months.record_id IS 'the entry that told of it, in the transaction that dropped the month';
      CREATE TRIGGER retired_months_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.retired_months
        FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
      ALTER TABLE audit.retired_months ENABLE ALWAYS TRIGGER retired_months_append_only;
      GRANT SELECT, INSERT ON audit.retired_months TO cabstand_worker;

      INSERT INTO audit.retired_months (month, entries, record_id)
        SELECT payload->>'month', (payload->>'rows')::bigint, id FROM audit.entries
        WHERE entity = 'month' AND type = 'platform.month_retired' AND payload->>'table' = 'audit.entries';

      ALTER FUNCTION platform.prepare_months SET lock_timeout = '200ms';
      ALTER FUNCTION platform.retire_month SET lock_timeout = '200ms';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER FUNCTION platform.prepare_months SET lock_timeout = '2s';
      ALTER FUNCTION platform.retire_month SET lock_timeout = '2s';
      DROP TABLE audit.retired_months;
    `);
  }
}
