import type { MigrationInterface, QueryRunner } from 'typeorm';

const guard = (exception: string): string => `
  CREATE OR REPLACE FUNCTION payment.guard_charge() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP IN ('DELETE', 'TRUNCATE') THEN
      RAISE EXCEPTION 'a charge is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.organization_id, NEW.ride_id, NEW.rider_id, NEW.driver_id, NEW.kind, NEW.amount_paise, NEW.raised_at)
      IS DISTINCT FROM
      (OLD.id, OLD.organization_id, OLD.ride_id, OLD.rider_id, OLD.driver_id, OLD.kind, OLD.amount_paise, OLD.raised_at) THEN
      RAISE EXCEPTION 'what a charge is for, and how much, never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status IN ('PAID', 'WAIVED')${exception} THEN
      RAISE EXCEPTION 'a charge that is % is over', OLD.status USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END $$;
`;

const notedOnce = `
      AND NOT (OLD.differs_by_paise IS NULL AND NEW.differs_by_paise IS NOT NULL
        AND to_jsonb(NEW) - '{version,differs_by_paise}'::text[] = to_jsonb(OLD) - '{version,differs_by_paise}'::text[])`;

const SETTLEMENT = `'{version,difference_settled_at,difference_settled_by,difference_reason}'::text[]`;
/** Once, and with it nothing else, it is noted that the difference was settled. */
const settledOnce = `
      AND NOT (OLD.differs_by_paise IS NOT NULL AND OLD.difference_settled_at IS NULL AND NEW.difference_settled_at IS NOT NULL
        AND to_jsonb(NEW) - ${SETTLEMENT} = to_jsonb(OLD) - ${SETTLEMENT})`;

/**
 * Only a fare that was paid can differ from the reviewed one: of a waived one nobody has the money. Whoever settles a
 * difference says so, once.
 */
export class SettledDifferences1795400000004 implements MigrationInterface {
  name = 'SettledDifferences1795400000004';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE payment.charges DISABLE TRIGGER guard;
      UPDATE payment.charges SET differs_by_paise = NULL WHERE status = 'WAIVED' AND differs_by_paise IS NOT NULL;
      ALTER TABLE payment.charges ENABLE TRIGGER guard;
      ALTER TABLE payment.charges
        DROP CONSTRAINT charges_differ,
        ADD CONSTRAINT charges_differ
          CHECK (differs_by_paise IS NULL OR differs_by_paise <> 0 AND kind = 'FARE' AND status = 'PAID'),
        ADD COLUMN difference_settled_at timestamptz,
        ADD COLUMN difference_settled_by uuid,
        ADD COLUMN difference_reason text CHECK (length(difference_reason) BETWEEN 1 AND 500),
        ADD CONSTRAINT charges_difference_settled CHECK (
          num_nonnulls(difference_settled_at, difference_settled_by, difference_reason) IN (0, 3)
          AND (difference_settled_at IS NULL OR differs_by_paise IS NOT NULL));
      COMMENT ON COLUMN payment.charges.differs_by_paise IS 'reviewed fare less this one, which was paid by then';
      DROP INDEX payment.charges_that_differ;
      CREATE INDEX charges_that_differ ON payment.charges (organization_id, raised_at DESC, id DESC)
        WHERE differs_by_paise IS NOT NULL AND difference_settled_at IS NULL;
      ${guard(notedOnce + settledOnce)}
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ${guard(notedOnce)}
      DROP INDEX payment.charges_that_differ;
      ALTER TABLE payment.charges
        DROP CONSTRAINT charges_difference_settled, DROP COLUMN difference_settled_at, DROP COLUMN difference_settled_by,
        DROP COLUMN difference_reason, DROP CONSTRAINT charges_differ,
        ADD CONSTRAINT charges_differ
          CHECK (differs_by_paise IS NULL OR differs_by_paise <> 0 AND kind = 'FARE' AND status IN ('PAID', 'WAIVED'));
      COMMENT ON COLUMN payment.charges.differs_by_paise IS 'reviewed fare less this one, which was over by then';
      CREATE INDEX charges_that_differ ON payment.charges (organization_id, raised_at DESC, id DESC)
        WHERE differs_by_paise IS NOT NULL;
    `);
  }
}
