import type { MigrationInterface, QueryRunner } from 'typeorm';
import { holdOnboardingOrder, releaseOnboardingOrder } from './onboarding-order';

/** Fleets are applied for and reviewed. All that were there have been let in by hand: they stay as they are. */
export class FleetApplications1795500000011 implements MigrationInterface {
  name = 'FleetApplications1795500000011';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE fleet.fleets
        DROP CONSTRAINT fleets_status_check,
        ADD CONSTRAINT fleets_status
          CHECK (status IN ('APPLIED', 'UNDER_REVIEW', 'ACTIVE', 'REJECTED', 'SUSPENDED', 'CLOSED')),
        DROP CONSTRAINT fleets_status_reason,
        ADD CONSTRAINT fleets_status_reason
          CHECK (status IN ('APPLIED', 'UNDER_REVIEW', 'ACTIVE') OR status_reason IS NOT NULL);
      DROP INDEX fleet.fleets_name;
      CREATE UNIQUE INDEX fleets_name ON fleet.fleets (organization_id, lower(name))
        WHERE status NOT IN ('CLOSED', 'REJECTED');
    `);
    await holdOnboardingOrder(q, 'fleet', 'fleets');
  }

  async down(q: QueryRunner): Promise<void> {
    await releaseOnboardingOrder(q, 'fleet', 'fleets');
    await q.query(`
      DROP INDEX fleet.fleets_name;
      ALTER TABLE fleet.fleets DROP CONSTRAINT fleets_status, DROP CONSTRAINT fleets_status_reason;
      UPDATE fleet.fleets SET status = 'CLOSED', status_reason = coalesce(status_reason, 'Never approved.')
        WHERE status IN ('APPLIED', 'UNDER_REVIEW', 'REJECTED');
      ALTER TABLE fleet.fleets
        ADD CONSTRAINT fleets_status_check CHECK (status IN ('ACTIVE', 'SUSPENDED', 'CLOSED')),
        ADD CONSTRAINT fleets_status_reason CHECK (status = 'ACTIVE' OR status_reason IS NOT NULL);
      CREATE UNIQUE INDEX fleets_name ON fleet.fleets (organization_id, lower(name)) WHERE status <> 'CLOSED';
    `);
  }
}
