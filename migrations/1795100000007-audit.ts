import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createContextSchema } from './tenant-table';

/**
 * The record of everything. `entries` is keyed by the event id alone: a UUID v7, hence in order of time, so that the table
 * can be partitioned by month on ranges of it and keep its primary key. Nothing references it, so that a month can leave.
 *
 * Each btree costs inserts 15 to 30 %, and every change inserts here. So two of them besides the key: for histories, and for
 * an organization's list in order of time, which BRIN cannot give (a page of an old period took 1 s at 600,000 entries). All
 * else has BRIN, which is nearly free. The bloom filters have a fixed
 * size, since a BRIN tuple that outgrows a page would refuse the insert.
 */
export class Audit1795100000007 implements MigrationInterface {
  name = 'Audit1795100000007';

  async up(q: QueryRunner): Promise<void> {
    await createContextSchema(q, 'audit');
    await q.query(`
      CREATE TABLE audit.entries (
        id uuid PRIMARY KEY,
        organization_id uuid,
        type text NOT NULL,
        schema_version smallint NOT NULL CHECK (schema_version > 0),
        occurred_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor_type text NOT NULL CHECK (actor_type IN ('user', 'system', 'anonymous')),
        actor_id text,
        request_id text,
        correlation_id text,
        causation_id text,
        address text,
        entity text NOT NULL,
        entity_id uuid NOT NULL,
        entity_version bigint NOT NULL CHECK (entity_version >= 0),
        payload jsonb NOT NULL CHECK (jsonb_typeof(payload) = 'object'),
        personal bytea,
        subject text,
        transaction_id bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
        CONSTRAINT entries_personal_has_subject CHECK ((personal IS NULL) = (subject IS NULL))
      );
      COMMENT ON COLUMN audit.entries.id IS 'the event id';
      COMMENT ON COLUMN audit.entries.occurred_at IS 'domain time';
      COMMENT ON COLUMN audit.entries.recorded_at IS 'wall time';
      COMMENT ON COLUMN audit.entries.payload IS 'without the personal fields';
      COMMENT ON COLUMN audit.entries.personal IS 'the personal fields, encrypted under the key of the subject';
      COMMENT ON COLUMN audit.entries.subject IS 'whose they are: a keyed hash';
      COMMENT ON COLUMN audit.entries.transaction_id IS 'what wrote it: sealing goes by this, since ids commit out of order';
      CREATE INDEX entries_entity ON audit.entries (entity, entity_id, id);
      CREATE INDEX entries_organization ON audit.entries (organization_id, occurred_at, id);
      CREATE INDEX entries_time ON audit.entries USING brin (occurred_at, transaction_id)
        WITH (pages_per_range = 32, autosummarize = on);
      CREATE INDEX entries_call ON audit.entries USING brin (
        correlation_id text_bloom_ops (n_distinct_per_range = 256),
        request_id text_bloom_ops (n_distinct_per_range = 256),
        actor_id text_bloom_ops (n_distinct_per_range = 256)
      ) WITH (pages_per_range = 16, autosummarize = on);

      CREATE TABLE audit.chain (
        number bigint PRIMARY KEY CHECK (number > 0),
        entry_id uuid NOT NULL CONSTRAINT chain_entry UNIQUE,
        transaction_id bigint NOT NULL,
        hash bytea NOT NULL CHECK (octet_length(hash) = 32)
      );
      COMMENT ON COLUMN audit.chain.hash IS 'SHA-256 over the hash before it, the number and the whole entry';

      CREATE TABLE audit.person_keys (
        subject text PRIMARY KEY,
        wrapped_key bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      COMMENT ON TABLE audit.person_keys IS 'deleting a row erases the personal fields that were encrypted under it';
    `);
    await this.appendOnly(q);
    await this.grants(q);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP SCHEMA audit CASCADE');
  }

  /** ALWAYS: they fire also under session_replication_role = replica, which switches ordinary triggers off. */
  private async appendOnly(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'audit.% takes no %: what is recorded stays as it is', TG_TABLE_NAME, TG_OP
          USING ERRCODE = 'insufficient_privilege';
      END $$;
      CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.entries
        FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
      CREATE TRIGGER chain_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.chain
        FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
      CREATE TRIGGER person_keys_unchanged BEFORE UPDATE OR TRUNCATE ON audit.person_keys
        FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
      ALTER TABLE audit.entries ENABLE ALWAYS TRIGGER entries_append_only;
      ALTER TABLE audit.chain ENABLE ALWAYS TRIGGER chain_append_only;
      ALTER TABLE audit.person_keys ENABLE ALWAYS TRIGGER person_keys_unchanged;

      CREATE FUNCTION audit.refuse_gap() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        first bigint; last bigint; links bigint;
      BEGIN
        SELECT min(number), max(number), count(*) INTO first, last, links FROM added;
        IF links = 0 THEN RETURN NULL; END IF;
        IF last - first + 1 <> links OR (first > 1 AND NOT EXISTS (SELECT FROM audit.chain WHERE number = first - 1)) THEN
          RAISE EXCEPTION 'audit.chain has no gaps: % to % do not follow what is there', first, last
            USING ERRCODE = 'check_violation', CONSTRAINT = 'chain_gapless';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER chain_gapless AFTER INSERT ON audit.chain
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_gap();
    `);
  }

  /**
   * recorded_at and transaction_id are the database's to write. A transaction of one organization records its own facts and
   * the platform's; one of none (a login, a super admin) may record anybody's, and sees nobody's.
   */
  private async grants(q: QueryRunner): Promise<void> {
    const organization = `nullif(current_setting('cabstand.organization_id', true), '')::uuid`;
    await q.query(`
      GRANT SELECT ON audit.entries, audit.chain, audit.person_keys TO cabstand_runtime, cabstand_worker;
      GRANT INSERT (id, organization_id, type, schema_version, occurred_at, actor_type, actor_id, request_id, correlation_id,
        causation_id, address, entity, entity_id, entity_version, payload, personal, subject)
        ON audit.entries TO cabstand_runtime, cabstand_worker;
      GRANT INSERT (subject, wrapped_key) ON audit.person_keys TO cabstand_runtime, cabstand_worker;
      GRANT DELETE ON audit.person_keys TO cabstand_worker;
      GRANT INSERT ON audit.chain TO cabstand_worker;
      ALTER TABLE audit.entries ENABLE ROW LEVEL SECURITY;
      CREATE POLICY organization ON audit.entries FOR SELECT TO cabstand_runtime USING (organization_id = ${organization});
      CREATE POLICY recording ON audit.entries FOR INSERT TO cabstand_runtime
        WITH CHECK (organization_id IS NULL OR ${organization} IS NULL OR organization_id = ${organization});
      CREATE POLICY worker ON audit.entries TO cabstand_worker USING (true) WITH CHECK (true);
    `);
  }
}
