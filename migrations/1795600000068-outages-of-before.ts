import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Vehicles whose outages were noted before attendance listened are described to it, also those that were described without. */
export class OutagesOfBefore1795600000068 implements MigrationInterface {
  name = 'OutagesOfBefore1795600000068';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      INSERT INTO fleet.undescribed (place, id, organization_id)
      SELECT DISTINCT 3, vehicle_id, organization_id FROM fleet.vehicle_outages
      WHERE withdrawn_at IS NULL AND (ends_at IS NULL OR ends_at > now())
      ON CONFLICT DO NOTHING;
    `);
  }

  /** What is still to be described may be: it changes nothing that anybody knows. */
  async down(): Promise<void> {}
}
