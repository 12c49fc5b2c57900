import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

/**
 * The driver's app shows the hours left also to who is off duty, and the cash of each duty until it is declared: so live
 * remembers each duty from its check-in to its end, and the rule of hours. Whoever is on duty as this comes is remembered as
 * that; of duties before, only up to when their cash was settled.
 */
export class DaysOfDuties1795600000021 implements MigrationInterface {
  name = 'DaysOfDuties1795600000021';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE live.duty_spells (
        attendance_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        driver_id uuid NOT NULL,
        checked_in_at timestamptz,
        checked_out_at timestamptz,
        left_at timestamptz,
        cash_declared boolean NOT NULL DEFAULT false
      );
      COMMENT ON TABLE live.duty_spells IS 'facts come in any order: each column is told by one, and what is not told yet is null';
      COMMENT ON COLUMN live.duty_spells.left_at IS 'where a manager put it right: counts for hours instead of checked_out_at';
      CREATE INDEX duty_spells_driver ON live.duty_spells (driver_id, checked_out_at);
      INSERT INTO live.duty_spells (attendance_id, organization_id, driver_id, checked_in_at)
        SELECT attendance_id, organization_id, driver_id, checked_in_at FROM live.duties
        WHERE status IN ('ON', 'BREAK') AND attendance_id IS NOT NULL AND checked_in_at IS NOT NULL;

      CREATE TABLE live.hours_policies (
        organization_id uuid PRIMARY KEY,
        limit_minutes integer NOT NULL,
        window_minutes integer NOT NULL,
        rest_minutes integer NOT NULL,
        heard uuid NOT NULL
      );

      COMMENT ON COLUMN live.duties.cash_settled_until IS
        'what he took in cash until then he declared before each duty was told apart (live.duty_spells); written no more';
      UPDATE live.shifts SET published = true WHERE planned_heard IS NOT NULL;
    `);
    for (const table of ['duty_spells', 'hours_policies']) await secureTenantTable(q, `live.${table}`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      UPDATE live.duties SET cash_settled_until = greatest(cash_settled_until, spell.until)
        FROM (SELECT driver_id, max(checked_out_at) AS until FROM live.duty_spells WHERE cash_declared GROUP BY driver_id) AS spell
        WHERE duties.driver_id = spell.driver_id;
      DROP TABLE live.duty_spells, live.hours_policies;
      COMMENT ON COLUMN live.duties.cash_settled_until IS 'what he took in cash until then he has declared';
    `);
  }
}
