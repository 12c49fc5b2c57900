import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

/** What keeps a driver or a vehicle from work at a later time: documents that lapse, hours that are spent, outages. */
export class DutyGates1795500000030 implements MigrationInterface {
  name = 'DutyGates1795500000030';

  async up(q: QueryRunner): Promise<void> {
    // Rows from before: nobody has asked for their documents, and none is out of service.
    await q.query(`
      ALTER TABLE assignment.drivers
        ADD COLUMN documents_usable boolean NOT NULL DEFAULT true,
        ADD COLUMN documents_until timestamptz,
        ADD COLUMN documents jsonb,
        ADD COLUMN duty_ends_by timestamptz,
        ADD COLUMN preferences jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(preferences) = 'object'),
        ADD CONSTRAINT drivers_documents_whole CHECK (documents_usable OR documents_until IS NULL),
        ADD CONSTRAINT drivers_hours_on_duty CHECK (duty_ends_by IS NULL OR duty IN ('ON', 'BREAK'));
      COMMENT ON COLUMN assignment.drivers.documents_until IS
        'the first instant at which a document that gates duty has lapsed; null where none lapses';
      COMMENT ON COLUMN assignment.drivers.documents IS 'which lapses then, or what is wrong now; null where nothing is';
      COMMENT ON COLUMN assignment.drivers.duty_ends_by IS
        'when the hours of the duty he is on are spent; null off duty, and where attendance has not said';

      ALTER TABLE assignment.vehicles
        ADD COLUMN documents_usable boolean NOT NULL DEFAULT true,
        ADD COLUMN documents_until timestamptz,
        ADD COLUMN documents jsonb,
        ADD COLUMN outages jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(outages) = 'array'),
        ADD CONSTRAINT vehicles_documents_whole CHECK (documents_usable OR documents_until IS NULL);
      COMMENT ON COLUMN assignment.vehicles.outages IS
        'times out of service that were not over when fleet told them; with the row, so that whoever holds it sees no other';

      CREATE TABLE assignment.hours_policies (
        organization_id uuid PRIMARY KEY,
        limit_minutes integer NOT NULL CHECK (limit_minutes > 0),
        window_minutes integer NOT NULL,
        rest_minutes integer NOT NULL CHECK (rest_minutes >= 0),
        CONSTRAINT hours_policies_limit CHECK (limit_minutes < window_minutes)
      );
    `);
    await secureTenantTable(q, 'assignment.hours_policies', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE assignment.hours_policies;
      ALTER TABLE assignment.vehicles DROP COLUMN documents_usable, DROP COLUMN documents_until, DROP COLUMN documents,
        DROP COLUMN outages;
      ALTER TABLE assignment.drivers DROP COLUMN documents_usable, DROP COLUMN documents_until, DROP COLUMN documents,
        DROP COLUMN duty_ends_by, DROP COLUMN preferences;
    `);
  }
}
