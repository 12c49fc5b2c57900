import type { QueryRunner } from 'typeorm';

/** Which status may follow which, for organizations and fleets alike; closing is a fleet's alone. */
const FOLLOWS = `
  (OLD.status, NEW.status) IN (
    ('APPLIED', 'UNDER_REVIEW'), ('UNDER_REVIEW', 'ACTIVE'), ('UNDER_REVIEW', 'REJECTED'),
    ('ACTIVE', 'SUSPENDED'), ('SUSPENDED', 'ACTIVE'), ('ACTIVE', 'CLOSED'), ('SUSPENDED', 'CLOSED'))`;

/** No status of the table's rows leaps over the review. */
export async function holdOnboardingOrder(q: QueryRunner, schema: string, table: string): Promise<void> {
  await q.query(`
    CREATE FUNCTION ${schema}.refuse_onboarding_leap() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF OLD.status <> NEW.status AND NOT (${FOLLOWS}) THEN
        RAISE EXCEPTION '% cannot follow % here', NEW.status, OLD.status USING ERRCODE = 'check_violation';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER onboarding_in_order BEFORE UPDATE OF status ON ${schema}.${table}
      FOR EACH ROW EXECUTE FUNCTION ${schema}.refuse_onboarding_leap();
  `);
}

export async function releaseOnboardingOrder(q: QueryRunner, schema: string, table: string): Promise<void> {
  await q.query(`
    DROP TRIGGER onboarding_in_order ON ${schema}.${table};
    DROP FUNCTION ${schema}.refuse_onboarding_leap();
  `);
}
