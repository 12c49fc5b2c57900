import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createContextSchema, secureTenantTable } from './tenant-table';

/**
 * Users, challenges and tokens belong to no organization, so grants guard them. Memberships and sessions are a tenant's;
 * a user reaches his own across organizations under `cabstand.user_id`, and use cases that asked for a platform
 * permission see what belongs to no tenant under `cabstand.platform`. Both settings last for one transaction.
 */
export class Identity1795100000002 implements MigrationInterface {
  name = 'Identity1795100000002';

  async up(q: QueryRunner): Promise<void> {
    await createContextSchema(q, 'identity');
    await q.query(`
      CREATE TABLE identity.organizations (
        id uuid PRIMARY KEY,
        name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 120),
        code text NOT NULL CONSTRAINT organizations_code UNIQUE CHECK (code ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
        status text NOT NULL CHECK (status IN ('ACTIVE', 'SUSPENDED')),
        created_at timestamptz NOT NULL,
        version integer NOT NULL
      );

      CREATE TABLE identity.users (
        id uuid PRIMARY KEY,
        phone text NOT NULL CONSTRAINT users_phone UNIQUE CHECK (phone ~ '^\\+[1-9][0-9]{7,14}$'),
        name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 120),
        status text NOT NULL CHECK (status IN ('ACTIVE', 'DISABLED')),
        created_at timestamptz NOT NULL,
        version integer NOT NULL
      );
      GRANT SELECT, INSERT, UPDATE ON identity.users TO cabstand_runtime, cabstand_worker;

      CREATE TABLE identity.memberships (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES identity.users,
        organization_id uuid CONSTRAINT memberships_organization REFERENCES identity.organizations,
        role text NOT NULL CHECK (role IN ('super_admin', 'ops', 'fleet_manager', 'hub_manager', 'driver', 'rider', 'auditor')),
        fleet_ids uuid[] CHECK (cardinality(fleet_ids) > 0),
        hub_ids uuid[] CHECK (cardinality(hub_ids) > 0),
        subject_id uuid,
        status text NOT NULL CHECK (status IN ('ACTIVE', 'ENDED')),
        created_at timestamptz NOT NULL,
        ended_at timestamptz,
        ended_reason text,
        version integer NOT NULL,
        CONSTRAINT memberships_platform_role CHECK ((organization_id IS NULL) = (role = 'super_admin')),
        CONSTRAINT memberships_hubs_in_fleets CHECK (hub_ids IS NULL OR fleet_ids IS NOT NULL),
        CONSTRAINT memberships_manager_places CHECK (
          (role <> 'fleet_manager' OR fleet_ids IS NOT NULL) AND (role <> 'hub_manager' OR hub_ids IS NOT NULL)),
        CONSTRAINT memberships_unplaced_roles CHECK (role NOT IN ('super_admin', 'rider') OR fleet_ids IS NULL),
        CONSTRAINT memberships_driver CHECK (role <> 'driver' OR subject_id IS NOT NULL),
        CONSTRAINT memberships_end CHECK ((status = 'ENDED') = (ended_at IS NOT NULL) AND (status = 'ENDED') = (ended_reason IS NOT NULL))
      );
      CREATE UNIQUE INDEX memberships_one_active_role ON identity.memberships (user_id, organization_id, role)
        NULLS NOT DISTINCT WHERE status = 'ACTIVE';
      CREATE UNIQUE INDEX memberships_one_active_subject ON identity.memberships (subject_id)
        WHERE status = 'ACTIVE' AND subject_id IS NOT NULL;
      CREATE INDEX memberships_by_organization ON identity.memberships (organization_id, user_id);
      CREATE INDEX memberships_by_user ON identity.memberships (user_id);
      CREATE INDEX memberships_by_subject ON identity.memberships (subject_id) WHERE subject_id IS NOT NULL;

      CREATE TABLE identity.places (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        fleet_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('fleet', 'hub')),
        CONSTRAINT places_fleet CHECK ((kind = 'fleet') = (id = fleet_id))
      );

      CREATE TABLE identity.otp_challenges (
        id uuid PRIMARY KEY,
        phone text NOT NULL,
        user_id uuid REFERENCES identity.users,
        address text,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
        tries integer NOT NULL CHECK (tries BETWEEN 0 AND 5),
        consumed_at timestamptz,
        sms_attempted_at timestamptz,
        version integer NOT NULL,
        CONSTRAINT otp_challenges_decoy CHECK (user_id IS NOT NULL OR (consumed_at IS NULL AND sms_attempted_at IS NULL))
      );
      COMMENT ON TABLE identity.otp_challenges IS 'Times are wall time. Without a user: for a phone that nobody may log in with.';
      CREATE INDEX otp_challenges_by_phone ON identity.otp_challenges (phone, created_at);
      CREATE INDEX otp_challenges_by_address ON identity.otp_challenges (address, created_at);
      CREATE INDEX otp_challenges_by_age ON identity.otp_challenges (created_at);
      GRANT SELECT, INSERT, UPDATE, DELETE ON identity.otp_challenges TO cabstand_runtime, cabstand_worker;

      CREATE TABLE identity.sessions (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES identity.users,
        organization_id uuid REFERENCES identity.organizations,
        address text,
        user_agent text,
        created_at timestamptz NOT NULL,
        last_used_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        revoked_reason text,
        version integer NOT NULL,
        CONSTRAINT sessions_revocation CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
      );
      COMMENT ON TABLE identity.sessions IS 'Times are wall time.';
      CREATE INDEX sessions_by_user ON identity.sessions (user_id, id);
      CREATE INDEX sessions_open_by_organization ON identity.sessions (organization_id) WHERE revoked_at IS NULL;

      CREATE TABLE identity.refresh_tokens (
        hash bytea PRIMARY KEY CHECK (length(hash) = 32),
        session_id uuid NOT NULL REFERENCES identity.sessions,
        user_id uuid NOT NULL REFERENCES identity.users,
        issued_at timestamptz NOT NULL,
        rotated_at timestamptz
      );
      COMMENT ON COLUMN identity.refresh_tokens.hash IS 'SHA-256: the token itself is stored nowhere.';
      CREATE UNIQUE INDEX refresh_tokens_one_current ON identity.refresh_tokens (session_id) WHERE rotated_at IS NULL;
      GRANT SELECT, INSERT, UPDATE ON identity.refresh_tokens TO cabstand_runtime, cabstand_worker;
    `);
    await secureTenantTable(q, 'identity.memberships', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
    await secureTenantTable(q, 'identity.sessions', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
    await secureTenantTable(q, 'identity.places', { grants: ['SELECT', 'INSERT'] });
    await q.query(`
      CREATE POLICY own ON identity.memberships FOR SELECT TO cabstand_runtime
        USING (user_id = nullif(current_setting('cabstand.user_id', true), '')::uuid);
      CREATE POLICY platform ON identity.memberships TO cabstand_runtime
        USING (organization_id IS NULL AND current_setting('cabstand.platform', true) = 'on')
        WITH CHECK (organization_id IS NULL AND current_setting('cabstand.platform', true) = 'on');

      CREATE POLICY own ON identity.sessions TO cabstand_runtime
        USING (user_id = nullif(current_setting('cabstand.user_id', true), '')::uuid)
        WITH CHECK (user_id = nullif(current_setting('cabstand.user_id', true), '')::uuid);
      CREATE POLICY platform ON identity.sessions TO cabstand_runtime
        USING (current_setting('cabstand.platform', true) = 'on')
        WITH CHECK (current_setting('cabstand.platform', true) = 'on');

      GRANT SELECT, INSERT, UPDATE ON identity.organizations TO cabstand_runtime, cabstand_worker;
      ALTER TABLE identity.organizations ENABLE ROW LEVEL SECURITY;
      CREATE POLICY worker ON identity.organizations TO cabstand_worker USING (true) WITH CHECK (true);
      CREATE POLICY platform ON identity.organizations TO cabstand_runtime
        USING (current_setting('cabstand.platform', true) = 'on')
        WITH CHECK (current_setting('cabstand.platform', true) = 'on');
      CREATE POLICY own ON identity.organizations FOR SELECT TO cabstand_runtime
        USING (id = nullif(current_setting('cabstand.organization_id', true), '')::uuid);
      CREATE POLICY member ON identity.organizations FOR SELECT TO cabstand_runtime
        USING (EXISTS (SELECT FROM identity.memberships m WHERE m.organization_id = organizations.id
                 AND m.user_id = nullif(current_setting('cabstand.user_id', true), '')::uuid));
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP SCHEMA identity CASCADE');
  }
}
