import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

/** Roles that an organization composes itself, and memberships of them. */
export class CustomRoles1795500000053 implements MigrationInterface {
  name = 'CustomRoles1795500000053';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE identity.custom_roles (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL REFERENCES identity.organizations,
        version integer NOT NULL CHECK (version > 0),
        name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 60),
        description text NOT NULL CHECK (length(btrim(description)) BETWEEN 1 AND 500),
        permissions text[] NOT NULL CHECK (cardinality(permissions) BETWEEN 1 AND 500),
        status text NOT NULL CHECK (status IN ('ACTIVE', 'RETIRED')),
        composed_by uuid NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT custom_roles_in_organization UNIQUE (id, organization_id)
      );
      COMMENT ON COLUMN identity.custom_roles.composed_by IS 'the user who gave it its permissions last, all of which he held then';
      CREATE UNIQUE INDEX custom_roles_name ON identity.custom_roles (organization_id, lower(name)) WHERE status = 'ACTIVE';
      CREATE INDEX custom_roles_list ON identity.custom_roles (organization_id, id);

      ALTER TABLE identity.memberships
        ADD COLUMN custom_role_id uuid,
        DROP CONSTRAINT memberships_role_check,
        ADD CONSTRAINT memberships_role_check CHECK (
          role IN ('super_admin', 'ops', 'fleet_manager', 'hub_manager', 'driver', 'rider', 'auditor', 'custom')),
        ADD CONSTRAINT memberships_custom CHECK ((role = 'custom') = (custom_role_id IS NOT NULL)),
        ADD CONSTRAINT memberships_custom_role FOREIGN KEY (custom_role_id, organization_id)
          REFERENCES identity.custom_roles (id, organization_id);
      CREATE INDEX memberships_by_custom_role ON identity.memberships (custom_role_id) WHERE custom_role_id IS NOT NULL;
      DROP INDEX identity.memberships_one_active_role;
      CREATE UNIQUE INDEX memberships_one_active_role ON identity.memberships (user_id, organization_id, role, custom_role_id)
        NULLS NOT DISTINCT WHERE status = 'ACTIVE';
    `);
    await secureTenantTable(q, 'identity.custom_roles');
    // Who logs in is in no organization yet, and what his roles may do is written into his session.
    await q.query(`
      CREATE POLICY member ON identity.custom_roles FOR SELECT TO cabstand_runtime
        USING (EXISTS (SELECT FROM identity.memberships m WHERE m.custom_role_id = custom_roles.id
                 AND m.user_id = nullif(current_setting('cabstand.user_id', true), '')::uuid));
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DELETE FROM identity.memberships WHERE role = 'custom';
      DROP POLICY member ON identity.custom_roles;
      DROP INDEX identity.memberships_one_active_role;
      ALTER TABLE identity.memberships
        DROP COLUMN custom_role_id,
        DROP CONSTRAINT memberships_role_check,
        ADD CONSTRAINT memberships_role_check CHECK (
          role IN ('super_admin', 'ops', 'fleet_manager', 'hub_manager', 'driver', 'rider', 'auditor'));
      CREATE UNIQUE INDEX memberships_one_active_role ON identity.memberships (user_id, organization_id, role)
        NULLS NOT DISTINCT WHERE status = 'ACTIVE';
      DROP TABLE identity.custom_roles;
    `);
  }
}
