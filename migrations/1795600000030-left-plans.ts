import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Conflicts about rides whose driver has left the shift that he was to carry them in. */
export class LeftPlans1795600000030 implements MigrationInterface {
  name = 'LeftPlans1795600000030';

  async up(q: QueryRunner): Promise<void> {
    await q.query(kinds(`, 'driver_off_duty'`));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DELETE FROM assignment.conflicts WHERE kind = 'driver_off_duty'`);
    await q.query(kinds(''));
  }
}

const kinds = (more: string): string => `
  ALTER TABLE assignment.conflicts
    DROP CONSTRAINT conflicts_kind_check,
    ADD CONSTRAINT conflicts_kind_check CHECK (kind IN (
      'engagement_overran', 'driver_unavailable', 'vehicle_unavailable', 'driver_documents_lapse',
      'vehicle_documents_lapse', 'driver_hours_spent', 'vehicle_out_of_service', 'shift_missed'${more}))`;
