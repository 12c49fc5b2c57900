import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

const KEPT = { grants: ['SELECT', 'INSERT', 'UPDATE'] } as const;

/** What drivers prefer: what there is to prefer (beside the defaults in code), what was asked for, and what holds. */
export class Preferences1795500000052 implements MigrationInterface {
  name = 'Preferences1795500000052';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE fleet.preference_definitions (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        key text NOT NULL CHECK (key ~ '^[a-z][a-z0-9_]{1,59}$'),
        name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 100),
        description text NOT NULL CHECK (length(btrim(description)) BETWEEN 1 AND 500),
        category text NOT NULL CHECK (category IN ('TRIP', 'PAYOUT', 'SHIFT')),
        kind text NOT NULL CHECK (kind IN ('BOOLEAN', 'CHOICE', 'NUMBER', 'LOCAL_TIME')),
        choices text[] CHECK (cardinality(choices) BETWEEN 2 AND 50),
        minimum integer,
        maximum integer,
        default_value jsonb NOT NULL,
        approval_required boolean NOT NULL,
        active boolean NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT preference_definitions_choices CHECK ((kind = 'CHOICE') = (choices IS NOT NULL)),
        CONSTRAINT preference_definitions_range CHECK (CASE kind WHEN 'NUMBER'
          THEN minimum IS NOT NULL AND maximum IS NOT NULL AND minimum <= maximum
          ELSE minimum IS NULL AND maximum IS NULL END),
        CONSTRAINT preference_definitions_default CHECK (CASE kind
          WHEN 'BOOLEAN' THEN jsonb_typeof(default_value) = 'boolean'
          WHEN 'NUMBER' THEN jsonb_typeof(default_value) = 'number' AND default_value::integer BETWEEN minimum AND maximum
          WHEN 'CHOICE' THEN default_value #>> '{}' = ANY(choices)
          ELSE default_value #>> '{}' ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' END)
      );
      CREATE UNIQUE INDEX preference_definitions_key ON fleet.preference_definitions (organization_id, key);

      CREATE TABLE fleet.preference_requests (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        driver_id uuid NOT NULL,
        key text NOT NULL,
        value jsonb NOT NULL CHECK (jsonb_typeof(value) IN ('boolean', 'number', 'string')),
        previous jsonb NOT NULL,
        status text NOT NULL CHECK (status IN ('PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
        asked_by uuid NOT NULL,
        asked_at timestamptz NOT NULL,
        decided_by uuid,
        decided_at timestamptz,
        reason text CHECK (length(reason) BETWEEN 1 AND 500),
        CONSTRAINT preference_requests_decision CHECK ((status = 'PENDING') = (decided_at IS NULL)),
        CONSTRAINT preference_requests_rejection CHECK (status <> 'REJECTED' OR (reason IS NOT NULL AND decided_by IS NOT NULL)),
        CONSTRAINT preference_requests_not_own CHECK (status = 'WITHDRAWN' OR decided_by <> asked_by),
        CONSTRAINT preference_requests_driver FOREIGN KEY (driver_id, organization_id)
          REFERENCES fleet.drivers (id, organization_id)
      );
      COMMENT ON COLUMN fleet.preference_requests.decided_by IS 'null where it held at once';
      CREATE UNIQUE INDEX preference_requests_one_open ON fleet.preference_requests (driver_id, key) WHERE status = 'PENDING';
      CREATE INDEX preference_requests_list ON fleet.preference_requests (organization_id, id);
      CREATE INDEX preference_requests_driver ON fleet.preference_requests (driver_id, id);

      CREATE TABLE fleet.driver_preferences (
        driver_id uuid NOT NULL,
        key text NOT NULL,
        organization_id uuid NOT NULL,
        value jsonb NOT NULL CHECK (jsonb_typeof(value) IN ('boolean', 'number', 'string')),
        request_id uuid NOT NULL REFERENCES fleet.preference_requests,
        PRIMARY KEY (driver_id, key)
      );
      COMMENT ON TABLE fleet.driver_preferences IS 'what was approved last; a key without a row holds by its default';
      CREATE INDEX driver_preferences_request ON fleet.driver_preferences (request_id);
    `);
    await secureTenantTable(q, 'fleet.preference_definitions', KEPT);
    await secureTenantTable(q, 'fleet.preference_requests', KEPT);
    await secureTenantTable(q, 'fleet.driver_preferences', KEPT);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE fleet.driver_preferences, fleet.preference_requests, fleet.preference_definitions');
  }
}
