import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keepByMonth } from './monthly-table';
import { secureTenantTable } from './tenant-table';

const TRACED_COLUMNS = `ride_id, driver_id, organization_id, at, device_at, latitude, longitude, accuracy_metres, speed_mps,
  heading, doubt`;
const SECOND = `(date_trunc('second', device_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')`;

/**
 * What grows for ever lies in months, and leaves by the month: the offers of rides that are over and the paths of trips, and
 * behind them the record of every event. The service makes the months that come and lets those go that have been kept long enough; how long
 * that is only the owner of the tables says, and not below what the table must be kept.
 */
export class MonthlyPartitions1795600000060 implements MigrationInterface {
  name = 'MonthlyPartitions1795600000060';

  async up(q: QueryRunner): Promise<void> {
    await this.functions(q);
    await this.pastOffers(q);
    await this.tracesByMonth(q);
  }

  async down(q: QueryRunner): Promise<void> {
    await this.tracesInOne(q);
    await q.query(`
      INSERT INTO assignment.offers SELECT * FROM assignment.past_offers;
      DROP TABLE assignment.past_offers;
      REVOKE DELETE ON assignment.offers FROM cabstand_worker;
      DROP FUNCTION platform.prepare_months, platform.retire_month, platform.add_month, platform.month_begins;
      DROP TABLE platform.monthly_tables;
    `);
  }

  private async functions(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE platform.monthly_tables (
        name text PRIMARY KEY CHECK (name ~ '^[a-z_]+[.][a-z_]+$'),
        key_column text NOT NULL,
        by_id boolean NOT NULL,
        kept_months integer NOT NULL,
        least_months integer NOT NULL CHECK (least_months >= 1),
        guard text,
        CONSTRAINT monthly_tables_kept CHECK (kept_months >= least_months)
      );
      COMMENT ON TABLE platform.monthly_tables IS 'tables in partitions of one month in UTC, and one for what fits into none (_rest)';
      COMMENT ON COLUMN platform.monthly_tables.by_id IS 'the key is a UUID v7, whose time is wall time; else it is a domain time';
      COMMENT ON COLUMN platform.monthly_tables.kept_months IS 'whole months that a month is kept after its end';
      COMMENT ON COLUMN platform.monthly_tables.guard IS 'of an append-only table: the trigger that refuses changes';
      GRANT SELECT ON platform.monthly_tables TO cabstand_worker;

      CREATE FUNCTION platform.month_begins(by_id boolean, month date) RETURNS text LANGUAGE sql STABLE AS $$
        SELECT CASE WHEN by_id
          THEN (lpad(to_hex((extract(epoch FROM month::timestamp AT TIME ZONE 'UTC') * 1000)::bigint), 12, '0')
            || repeat('0', 20))::uuid::text
          ELSE (month::timestamp AT TIME ZONE 'UTC')::text END
      $$;

      -- Not where what it would hold has been written already, into _rest: that stays where it is.
      CREATE FUNCTION platform.add_month(parent text, month date) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        kept platform.monthly_tables; partition text; begins text; ends text; written boolean;
      BEGIN
        SELECT * INTO STRICT kept FROM platform.monthly_tables WHERE name = parent;
        partition := parent || to_char(month, '"_"YYYY"_"MM');
        IF to_regclass(partition) IS NOT NULL THEN RETURN; END IF;
        begins := platform.month_begins(kept.by_id, month);
        ends := platform.month_begins(kept.by_id, (month + interval '1 month')::date);
        EXECUTE format('SELECT EXISTS (SELECT FROM %1$s_rest WHERE %2$I >= %3$L AND %2$I < %4$L)',
          parent, kept.key_column, begins, ends) INTO written;
        IF written THEN RETURN; END IF;
        -- Made aside and attached: writers of the other months do not wait.
        EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL)', partition, parent);
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', partition);
        IF kept.guard IS NOT NULL THEN
          EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s
            FOR EACH STATEMENT EXECUTE FUNCTION %s()', partition, kept.guard);
          EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER append_only', partition);
        END IF;
        EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', parent, partition, begins, ends);
      END $$;

      -- This month and the next two.
      CREATE FUNCTION platform.prepare_months(parent text, now timestamptz) RETURNS void LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '2s' AS $$
      DECLARE
        this date;
      BEGIN
        SELECT date_trunc('month', CASE WHEN by_id THEN clock_timestamp() ELSE now END AT TIME ZONE 'UTC')::date
          INTO STRICT this FROM platform.monthly_tables WHERE name = parent;
        FOR ahead IN 0..2 LOOP
          PERFORM platform.add_month(parent, (this + make_interval(months => ahead))::date);
        END LOOP;
      END $$;

      -- The oldest month, where it has been kept long enough. Whoever asks cannot hasten it by a clock of his own where ids tell the time.
      CREATE FUNCTION platform.retire_month(parent text, now timestamptz) RETURNS TABLE (month date, gone bigint)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '2s' AS $$
      DECLARE
        kept platform.monthly_tables; partition regclass; at timestamp;
      BEGIN
        SELECT * INTO STRICT kept FROM platform.monthly_tables WHERE name = parent;
        at := CASE WHEN kept.by_id THEN clock_timestamp() ELSE now END AT TIME ZONE 'UTC';
        SELECT i.inhrelid::regclass, to_date(right(c.relname, 7), 'YYYY_MM') INTO partition, month
          FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = parent::regclass AND c.relname ~ '_[0-9]{4}_[0-9]{2}$' ORDER BY right(c.relname, 7) LIMIT 1;
        IF month IS NULL OR month + make_interval(months => 1 + kept.kept_months) > at THEN RETURN; END IF;
        EXECUTE format('SELECT count(*) FROM %s', partition) INTO gone;
        EXECUTE format('DROP TABLE %s', partition);
        RETURN NEXT;
      END $$;

      REVOKE ALL ON FUNCTION platform.month_begins, platform.add_month, platform.prepare_months, platform.retire_month FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION platform.prepare_months, platform.retire_month TO cabstand_worker;
    `);
  }

  /**
   * The offers that may still matter stay in a table of their own, small, under the unique indexes that hold their
   * invariants: such an index cannot reach over the partitions of a table.
   */
  private async pastOffers(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE assignment.past_offers (LIKE assignment.offers INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS,
        PRIMARY KEY (id), CONSTRAINT past_offers_over CHECK (status <> 'OPEN')) PARTITION BY RANGE (id);
      CREATE INDEX past_offers_of_ride ON assignment.past_offers (ride_id);
      GRANT DELETE ON assignment.offers TO cabstand_worker;
      GRANT INSERT ON assignment.past_offers TO cabstand_worker;
    `);
    await secureTenantTable(q, 'assignment.past_offers', { grants: ['SELECT'] });
    await keepByMonth(q, 'assignment.past_offers', 'id', { kept: 24, least: 1, guard: null });
  }

  private async tracesByMonth(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.trip_traces RENAME TO trip_traces_so_far;
      DROP INDEX assignment.trip_traces_at, assignment.trip_traces_once_a_second;
      CREATE TABLE assignment.trip_traces (LIKE assignment.trip_traces_so_far INCLUDING CONSTRAINTS,
        device_second timestamptz NOT NULL CONSTRAINT trip_traces_second CHECK (device_second = ${SECOND}),
        CONSTRAINT trip_traces_once_a_second UNIQUE (ride_id, driver_id, device_second)) PARTITION BY RANGE (device_second);
    `);
    await secureTenantTable(q, 'assignment.trip_traces', { grants: ['SELECT', 'INSERT'] });
    await keepByMonth(q, 'assignment.trip_traces', 'device_second', { kept: 3, least: 1, guard: null });
    await q.query(`
      SELECT platform.add_month('assignment.trip_traces', month) FROM (
        SELECT DISTINCT date_trunc('month', device_at AT TIME ZONE 'UTC')::date AS month FROM assignment.trip_traces_so_far) AS m;
      INSERT INTO assignment.trip_traces (${TRACED_COLUMNS}, device_second)
        SELECT ${TRACED_COLUMNS}, ${SECOND} FROM assignment.trip_traces_so_far;
      DROP TABLE assignment.trip_traces_so_far;
    `);
  }

  private async tracesInOne(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.trip_traces RENAME TO trip_traces_by_month;
      ALTER TABLE assignment.trip_traces_by_month DROP CONSTRAINT trip_traces_once_a_second, DROP CONSTRAINT trip_traces_second;
      CREATE TABLE assignment.trip_traces (LIKE assignment.trip_traces_by_month INCLUDING CONSTRAINTS);
      ALTER TABLE assignment.trip_traces DROP COLUMN device_second;
      INSERT INTO assignment.trip_traces SELECT ${TRACED_COLUMNS} FROM assignment.trip_traces_by_month;
      DROP TABLE assignment.trip_traces_by_month;
      CREATE UNIQUE INDEX trip_traces_once_a_second
        ON assignment.trip_traces (ride_id, driver_id, date_trunc('second', device_at AT TIME ZONE 'UTC'));
      CREATE INDEX trip_traces_at ON assignment.trip_traces USING brin (at);
    `);
    await secureTenantTable(q, 'assignment.trip_traces', { grants: ['SELECT', 'INSERT'] });
    await q.query('GRANT DELETE ON assignment.trip_traces TO cabstand_worker');
  }
}
