import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createContextSchema } from './tenant-table';

/** The outbox, dead letters, idempotency, principals and the stepped clock. Roles are provisioned before any migration. */
export class Platform1795100000001 implements MigrationInterface {
  name = 'Platform1795100000001';

  async up(q: QueryRunner): Promise<void> {
    await createContextSchema(q, 'platform');
    await q.query(`
      CREATE TABLE platform.outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        event_id uuid NOT NULL,
        listener text NOT NULL,
        effect text NOT NULL CHECK (effect IN ('database', 'outside')),
        organization_id uuid,
        ordering_key text,
        aggregate_version bigint NOT NULL,
        due_at timestamptz NOT NULL,
        retry_at timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        last_error text,
        leased_by uuid,
        leased_until timestamptz,
        event jsonb NOT NULL,
        CONSTRAINT outbox_event_listener UNIQUE (event_id, listener),
        CONSTRAINT outbox_lease_whole CHECK ((leased_by IS NULL) = (leased_until IS NULL))
      ) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500, fillfactor = 80);
      COMMENT ON COLUMN platform.outbox.due_at IS 'domain time';
      COMMENT ON COLUMN platform.outbox.retry_at IS 'wall time, after a failed attempt';
      COMMENT ON COLUMN platform.outbox.leased_until IS 'wall time';
      CREATE INDEX outbox_unkeyed ON platform.outbox (due_at, id) WHERE ordering_key IS NULL;
      CREATE INDEX outbox_keyed ON platform.outbox (listener, ordering_key, aggregate_version, id) WHERE ordering_key IS NOT NULL;
      CREATE INDEX outbox_keyed_due ON platform.outbox (due_at) WHERE ordering_key IS NOT NULL;
      GRANT SELECT, INSERT, UPDATE, DELETE ON platform.outbox TO cabstand_worker;
      GRANT INSERT ON platform.outbox TO cabstand_runtime;

      CREATE TABLE platform.dead_letters (
        id uuid PRIMARY KEY,
        outbox_id bigint NOT NULL,
        event_id uuid NOT NULL,
        listener text NOT NULL,
        effect text NOT NULL,
        organization_id uuid,
        ordering_key text,
        aggregate_version bigint NOT NULL,
        event jsonb NOT NULL,
        attempts integer NOT NULL,
        error text NOT NULL,
        died_at timestamptz NOT NULL,
        status text NOT NULL DEFAULT 'dead' CHECK (status IN ('dead', 'replayed', 'skipped')),
        resolved_at timestamptz,
        resolved_by uuid,
        reason text,
        CONSTRAINT dead_letters_resolution CHECK ((status = 'dead') = (resolved_at IS NULL)),
        CONSTRAINT dead_letters_skip_reason CHECK (status <> 'skipped' OR length(btrim(reason)) > 0)
      );
      CREATE UNIQUE INDEX dead_letters_open ON platform.dead_letters (event_id, listener) WHERE status = 'dead';
      CREATE INDEX dead_letters_parked ON platform.dead_letters (listener, ordering_key) WHERE status = 'dead' AND ordering_key IS NOT NULL;
      GRANT SELECT, INSERT, UPDATE ON platform.dead_letters TO cabstand_worker;
      ALTER TABLE platform.dead_letters ENABLE ROW LEVEL SECURITY;
      CREATE POLICY worker ON platform.dead_letters TO cabstand_worker USING (true) WITH CHECK (true);

      CREATE TABLE platform.idempotency_keys (
        caller text NOT NULL,
        key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
        request_hash bytea NOT NULL,
        status smallint NOT NULL,
        response jsonb,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (caller, key)
      );
      CREATE INDEX idempotency_keys_created ON platform.idempotency_keys (created_at);
      GRANT SELECT, INSERT ON platform.idempotency_keys TO cabstand_runtime;
      GRANT SELECT, DELETE ON platform.idempotency_keys TO cabstand_worker;

      CREATE TABLE platform.principals (
        session_id uuid PRIMARY KEY,
        user_id uuid NOT NULL,
        organization_id uuid,
        permissions text[] NOT NULL,
        fleet_ids uuid[],
        hub_ids uuid[],
        driver_id uuid,
        version bigint NOT NULL DEFAULT 1,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz
      );
      CREATE INDEX principals_user ON platform.principals (user_id);
      GRANT SELECT, INSERT, UPDATE, DELETE ON platform.principals TO cabstand_runtime, cabstand_worker;

      CREATE TABLE platform.organizations (id uuid PRIMARY KEY);
      GRANT SELECT, INSERT ON platform.organizations TO cabstand_runtime, cabstand_worker;
      COMMENT ON TABLE platform.organizations IS 'those a super admin may name; identity adds each in its own transaction';

      CREATE TABLE platform.stepped_clock (
        single boolean PRIMARY KEY DEFAULT true CHECK (single),
        now timestamptz NOT NULL
      );
      GRANT SELECT, INSERT, UPDATE ON platform.stepped_clock TO cabstand_worker;
      GRANT SELECT ON platform.stepped_clock TO cabstand_runtime;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP SCHEMA platform CASCADE');
  }
}
