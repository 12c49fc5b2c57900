import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A device that had said nothing by the approval is counted from its first fix on duty: from 0, since no moment that is known yet. */
export class FirstFixOnDuty1795600000080 implements MigrationInterface {
  name = 'FirstFixOnDuty1795600000080';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE attendance.attendances
        DROP CONSTRAINT attendances_gps,
        ADD CONSTRAINT attendances_gps CHECK (gps_since IS NULL OR gps_from_metres IS NOT NULL);
      COMMENT ON COLUMN attendance.attendances.gps_from_metres IS
        'what the device had travelled at the approval, counted since gps_since; 0 since null where it had said nothing until then';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      UPDATE attendance.attendances SET gps_from_metres = NULL WHERE gps_since IS NULL AND gps_from_metres IS NOT NULL;
      ALTER TABLE attendance.attendances
        DROP CONSTRAINT attendances_gps,
        ADD CONSTRAINT attendances_gps CHECK (num_nulls(gps_from_metres, gps_since) IN (0, 2));
      COMMENT ON COLUMN attendance.attendances.gps_from_metres IS 'what the device had travelled at the approval, counted since gps_since';
    `);
  }
}
