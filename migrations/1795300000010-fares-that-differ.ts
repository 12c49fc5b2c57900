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

/** Once, and with it nothing else, it is noted beside a charge that is over by how much the reviewed fare differs. */
const NOTED_ONCE = `
      AND NOT (OLD.differs_by_paise IS NULL AND NEW.differs_by_paise IS NOT NULL
        AND to_jsonb(NEW) - '{version,differs_by_paise}'::text[] = to_jsonb(OLD) - '{version,differs_by_paise}'::text[])`;

/** A review that comes after the quoted fare was paid or waived is seen by whoever settles the difference. */
export class FaresThatDiffer1795300000010 implements MigrationInterface {
  name = 'FaresThatDiffer1795300000010';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE payment.charges ADD COLUMN differs_by_paise bigint,
        ADD CONSTRAINT charges_differ CHECK (differs_by_paise IS NULL OR differs_by_paise <> 0 AND kind = 'FARE' AND status IN ('PAID', 'WAIVED'));
      COMMENT ON COLUMN payment.charges.differs_by_paise IS 'reviewed fare less this one, which was over by then';
      CREATE INDEX charges_that_differ ON payment.charges (organization_id, raised_at DESC, id DESC)
        WHERE differs_by_paise IS NOT NULL;
      ${guard(NOTED_ONCE)}
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ${guard('')}
      ALTER TABLE payment.charges DROP CONSTRAINT charges_differ, DROP COLUMN differs_by_paise;
    `);
  }
}
