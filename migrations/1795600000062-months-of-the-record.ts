import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keepByMonth } from './monthly-table';

const AUDITED_COLUMNS = `id, organization_id, type, schema_version, occurred_at, actor_type, actor_id, request_id,
  correlation_id, causation_id, address, entity, entity_id, entity_version, payload, personal, subject`;

/** The record of every event by the month, so that a month of it can leave when it was kept as long as the law asks. */
export class MonthsOfTheRecord1795600000062 implements MigrationInterface {
  name = 'MonthsOfTheRecord1795600000062';

  async up(q: QueryRunner): Promise<void> {
    await this.entriesByMonth(q);
  }

  async down(q: QueryRunner): Promise<void> {
    await this.entriesInOne(q);
    await q.query(`DELETE FROM platform.monthly_tables WHERE name = 'audit.entries'`);
  }

  /** Kept eight years, as the Companies Act 2013, section 128 (5), asks of books and vouchers, and never less than three. */
  private async entriesByMonth(q: QueryRunner): Promise<void> {
    await this.setEntriesAside(q);
    await q.query(`
      CREATE TABLE audit.entries (LIKE audit.entries_so_far INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS,
        PRIMARY KEY (id)) PARTITION BY RANGE (id);
    `);
    await this.entryIndexes(q);
    await keepByMonth(q, 'audit.entries', 'id', { kept: 96, least: 36, guard: 'audit.refuse_change' });
    await q.query(`
      SELECT platform.add_month('audit.entries', month) FROM (
        SELECT DISTINCT date_trunc('month', uuid_extract_timestamp(id) AT TIME ZONE 'UTC')::date AS month
        FROM audit.entries_so_far) AS m;
    `);
    await this.takeEntriesOver(q);
  }

  private async entriesInOne(q: QueryRunner): Promise<void> {
    await this.setEntriesAside(q);
    await q.query(`
      CREATE TABLE audit.entries (LIKE audit.entries_so_far INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS,
        PRIMARY KEY (id));
    `);
    await this.entryIndexes(q);
    await this.takeEntriesOver(q);
  }

  private async setEntriesAside(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE audit.entries RENAME TO entries_so_far;
      ALTER TABLE audit.entries_so_far DROP CONSTRAINT entries_pkey;
      DROP INDEX audit.entries_entity, audit.entries_organization, audit.entries_time, audit.entries_call;
    `);
  }

  private async entryIndexes(q: QueryRunner): Promise<void> {
    const organization = `nullif(current_setting('cabstand.organization_id', true), '')::uuid`;
    await q.query(`
      CREATE INDEX entries_entity ON audit.entries (entity, entity_id, id);
      CREATE INDEX entries_organization ON audit.entries (organization_id, occurred_at, id);
      CREATE INDEX entries_time ON audit.entries USING brin (occurred_at, transaction_id)
        WITH (pages_per_range = 32, autosummarize = on);
      CREATE INDEX entries_call ON audit.entries USING brin (
        correlation_id text_bloom_ops (n_distinct_per_range = 256),
        request_id text_bloom_ops (n_distinct_per_range = 256),
        actor_id text_bloom_ops (n_distinct_per_range = 256)
      ) WITH (pages_per_range = 16, autosummarize = on);
      CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.entries
        FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
      ALTER TABLE audit.entries ENABLE ALWAYS TRIGGER entries_append_only;
      GRANT SELECT, INSERT (${AUDITED_COLUMNS}) ON audit.entries TO cabstand_runtime, cabstand_worker;
      ALTER TABLE audit.entries ENABLE ROW LEVEL SECURITY;
      CREATE POLICY organization ON audit.entries FOR SELECT TO cabstand_runtime USING (organization_id = ${organization});
      CREATE POLICY recording ON audit.entries FOR INSERT TO cabstand_runtime
        WITH CHECK (organization_id IS NULL OR ${organization} IS NULL OR organization_id = ${organization});
      CREATE POLICY worker ON audit.entries TO cabstand_worker USING (true) WITH CHECK (true);
    `);
  }

  /** With the time and the transaction they were recorded in, which the seal covers. */
  private async takeEntriesOver(q: QueryRunner): Promise<void> {
    await q.query(`
      INSERT INTO audit.entries (${AUDITED_COLUMNS}, recorded_at, transaction_id)
        SELECT ${AUDITED_COLUMNS}, recorded_at, transaction_id FROM audit.entries_so_far;
      DROP TABLE audit.entries_so_far;
    `);
  }
}
