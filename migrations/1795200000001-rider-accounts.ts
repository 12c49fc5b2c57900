import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

/**
 * Riders' accounts, and the challenges by which they open them. Nobody has a session when he signs up, so the organization
 * is found by the code that the transaction names in `cabstand.organization_code`.
 */
export class RiderAccounts1795200000001 implements MigrationInterface {
  name = 'RiderAccounts1795200000001';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE identity.riders (
        organization_id uuid NOT NULL REFERENCES identity.organizations,
        rider_id uuid NOT NULL REFERENCES identity.users,
        version integer NOT NULL,
        status text NOT NULL CHECK (status IN ('ACTIVE', 'SUSPENDED')),
        status_reason text CHECK (length(status_reason) BETWEEN 1 AND 500),
        registered_at timestamptz NOT NULL,
        CONSTRAINT riders_pkey PRIMARY KEY (organization_id, rider_id),
        CONSTRAINT riders_suspension CHECK (status = 'ACTIVE' OR status_reason IS NOT NULL)
      );
      COMMENT ON COLUMN identity.riders.rider_id IS 'the user''s id: a rider is known by it to every context';
      CREATE INDEX riders_newest_first ON identity.riders (organization_id, registered_at DESC, rider_id DESC);

      ALTER TABLE identity.otp_challenges
        ADD COLUMN purpose text NOT NULL DEFAULT 'LOG_IN' CHECK (purpose IN ('LOG_IN', 'SIGN_UP')),
        ADD COLUMN sign_up_organization_id uuid REFERENCES identity.organizations,
        DROP CONSTRAINT otp_challenges_decoy,
        ADD CONSTRAINT otp_challenges_purpose CHECK (CASE purpose
          WHEN 'LOG_IN' THEN sign_up_organization_id IS NULL
          ELSE user_id IS NULL END),
        ADD CONSTRAINT otp_challenges_decoy CHECK (user_id IS NOT NULL OR sign_up_organization_id IS NOT NULL
          OR (consumed_at IS NULL AND sms_attempted_at IS NULL));
      COMMENT ON TABLE identity.otp_challenges IS 'Times are wall time. Without a user, or for a sign-up without an organization: a decoy.';

      CREATE POLICY sign_up ON identity.organizations FOR SELECT TO cabstand_runtime
        USING (code = nullif(current_setting('cabstand.organization_code', true), ''));
    `);
    await secureTenantTable(q, 'identity.riders', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP POLICY sign_up ON identity.organizations;
      -- Codes last five minutes; without the column they would be taken for those of a login.
      DELETE FROM identity.otp_challenges WHERE purpose = 'SIGN_UP';
      ALTER TABLE identity.otp_challenges
        DROP CONSTRAINT otp_challenges_decoy,
        DROP COLUMN sign_up_organization_id,
        DROP COLUMN purpose,
        ADD CONSTRAINT otp_challenges_decoy CHECK (user_id IS NOT NULL OR (consumed_at IS NULL AND sms_attempted_at IS NULL));
      COMMENT ON TABLE identity.otp_challenges IS 'Times are wall time. Without a user: for a phone that nobody may log in with.';
      DROP TABLE identity.riders;
    `);
  }
}
