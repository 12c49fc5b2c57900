import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

/** Staff of before: a job describes each once, for who came to know of them later. */
export class UndescribedStaff1795600000002 implements MigrationInterface {
  name = 'UndescribedStaff1795600000002';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE identity.undescribed_staff (
        organization_id uuid NOT NULL,
        user_id uuid NOT NULL,
        PRIMARY KEY (organization_id, user_id)
      );
      INSERT INTO identity.undescribed_staff
        SELECT DISTINCT organization_id, user_id FROM identity.memberships
        WHERE organization_id IS NOT NULL AND status = 'ACTIVE' AND role NOT IN ('driver', 'rider');
    `);
    await secureTenantTable(q, 'identity.undescribed_staff', { grants: ['SELECT', 'DELETE'] });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE identity.undescribed_staff');
  }
}
