import type { MigrationInterface, QueryRunner } from 'typeorm';
import { holdOnboardingOrder, releaseOnboardingOrder } from './onboarding-order';

/** Organizations are applied for and reviewed. All that were there have been let in by hand: they stay as they are. */
export class Onboarding1795500000010 implements MigrationInterface {
  name = 'Onboarding1795500000010';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE identity.organizations
        ADD COLUMN status_reason text CHECK (length(status_reason) BETWEEN 1 AND 500),
        DROP CONSTRAINT organizations_status_check,
        ADD CONSTRAINT organizations_status
          CHECK (status IN ('APPLIED', 'UNDER_REVIEW', 'ACTIVE', 'REJECTED', 'SUSPENDED')),
        ADD CONSTRAINT organizations_rejected_why CHECK (status <> 'REJECTED' OR status_reason IS NOT NULL),
        DROP CONSTRAINT organizations_code;
      CREATE UNIQUE INDEX organizations_code ON identity.organizations (code) WHERE status <> 'REJECTED';
    `);
    await holdOnboardingOrder(q, 'identity', 'organizations');
  }

  async down(q: QueryRunner): Promise<void> {
    await releaseOnboardingOrder(q, 'identity', 'organizations');
    // Whoever was not let in stays out, under a code that stands in nobody's way.
    await q.query(`
      DROP INDEX identity.organizations_code;
      ALTER TABLE identity.organizations
        DROP CONSTRAINT organizations_status, DROP CONSTRAINT organizations_rejected_why, DROP COLUMN status_reason;
      UPDATE identity.organizations SET code = 'rejected-' || left(replace(id::text, '-', ''), 30) WHERE status = 'REJECTED';
      UPDATE identity.organizations SET status = 'SUSPENDED' WHERE status <> 'ACTIVE';
      ALTER TABLE identity.organizations
        ADD CONSTRAINT organizations_status_check CHECK (status IN ('ACTIVE', 'SUSPENDED')),
        ADD CONSTRAINT organizations_code UNIQUE (code);
    `);
  }
}
