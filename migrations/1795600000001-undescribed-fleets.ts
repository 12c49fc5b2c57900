import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

/** Fleets, drivers and vehicles of before: a job describes each once, for who came to know of them later. */
export class UndescribedFleets1795600000001 implements MigrationInterface {
  name = 'UndescribedFleets1795600000001';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE fleet.undescribed (
        place smallint NOT NULL CHECK (place BETWEEN 1 AND 3),
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        PRIMARY KEY (place, id)
      );
      COMMENT ON COLUMN fleet.undescribed.place IS 'in this order: 1 fleets, 2 drivers, 3 vehicles';
      INSERT INTO fleet.undescribed
        SELECT 1, id, organization_id FROM fleet.fleets
        UNION ALL SELECT 2, id, organization_id FROM fleet.drivers
        UNION ALL SELECT 3, id, organization_id FROM fleet.vehicles;
    `);
    await secureTenantTable(q, 'fleet.undescribed', { grants: ['SELECT', 'DELETE'] });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE fleet.undescribed');
  }
}
