import type { QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

/**
 * A suspended fleet or organization in what a context remembers of drivers and vehicles. `status` stays what every decision
 * reads, and is now what comes of two things: what fleet says of the driver or vehicle (`own_status`), and whether the fleet or
 * the organization may work. Held by triggers, so that no statement that writes the one forgets the other.
 */
export async function keepSuspensions(q: QueryRunner, schema: string, tables: readonly string[]): Promise<void> {
  await q.query(`
    CREATE TABLE ${schema}.suspensions (
      organization_id uuid NOT NULL,
      fleet_id uuid,
      CONSTRAINT suspensions_once UNIQUE NULLS NOT DISTINCT (organization_id, fleet_id)
    );
    COMMENT ON COLUMN ${schema}.suspensions.fleet_id IS 'null: every fleet of the organization';
    CREATE FUNCTION ${schema}.status_in(organization uuid, fleet uuid, own text) RETURNS text
    LANGUAGE sql STABLE SET search_path = ${schema} AS $$
      SELECT CASE WHEN own = 'ACTIVE' AND EXISTS (
        SELECT FROM suspensions s WHERE s.organization_id = organization AND (s.fleet_id IS NULL OR s.fleet_id = fleet)
      ) THEN 'SUSPENDED' ELSE own END
    $$;
    CREATE FUNCTION ${schema}.status_told() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.own_status := NEW.status;
      NEW.status := ${schema}.status_in(NEW.organization_id, NEW.fleet_id, NEW.own_status);
      RETURN NEW;
    END $$;
    CREATE FUNCTION ${schema}.status_again() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.status := ${schema}.status_in(NEW.organization_id, NEW.fleet_id, NEW.own_status);
      RETURN NEW;
    END $$;
  `);
  await secureTenantTable(q, `${schema}.suspensions`, { grants: ['SELECT', 'INSERT', 'DELETE'] });
  for (const table of tables) {
    await q.query(`
      ALTER TABLE ${schema}.${table} ADD COLUMN own_status text;
      UPDATE ${schema}.${table} SET own_status = status;
      ALTER TABLE ${schema}.${table} ALTER COLUMN own_status SET NOT NULL;
      CREATE TRIGGER status_told BEFORE INSERT OR UPDATE OF status ON ${schema}.${table}
        FOR EACH ROW EXECUTE FUNCTION ${schema}.status_told();
      CREATE TRIGGER status_again BEFORE UPDATE OF fleet_id, own_status ON ${schema}.${table}
        FOR EACH ROW EXECUTE FUNCTION ${schema}.status_again();
    `);
  }
}

/** Everybody has the status of his own again. */
export async function forgetSuspensions(q: QueryRunner, schema: string, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    await q.query(`
      DROP TRIGGER status_told ON ${schema}.${table};
      DROP TRIGGER status_again ON ${schema}.${table};
      UPDATE ${schema}.${table} SET status = own_status;
      ALTER TABLE ${schema}.${table} DROP COLUMN own_status;
    `);
  }
  await q.query(`
    DROP FUNCTION ${schema}.status_told(), ${schema}.status_again(), ${schema}.status_in(uuid, uuid, text);
    DROP TABLE ${schema}.suspensions;
  `);
}
