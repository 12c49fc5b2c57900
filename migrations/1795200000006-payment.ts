import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createContextSchema, secureTenantTable } from './tenant-table';

/** What riders owe. */
export class Payment1795200000006 implements MigrationInterface {
  name = 'Payment1795200000006';

  async up(q: QueryRunner): Promise<void> {
    await createContextSchema(q, 'payment');
    await q.query(`
      CREATE TABLE payment.charges (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL,
        ride_id uuid NOT NULL,
        rider_id uuid NOT NULL,
        driver_id uuid,
        kind text NOT NULL CHECK (kind IN ('FARE', 'CANCELLATION_FEE', 'NO_SHOW_FEE')),
        amount_paise bigint NOT NULL CHECK (amount_paise > 0),
        raised_at timestamptz NOT NULL,
        status text NOT NULL CHECK (status IN ('DUE', 'DISPUTED', 'PAID', 'WAIVED')),
        paid_at timestamptz,
        paid_to_driver_id uuid,
        paid_with_ride_id uuid,
        decided_at timestamptz,
        decided_by uuid,
        decision_reason text CHECK (length(decision_reason) BETWEEN 1 AND 500),
        CONSTRAINT charges_one_of_a_kind UNIQUE (ride_id, kind),
        CONSTRAINT charges_driver CHECK (kind = 'CANCELLATION_FEE' OR driver_id IS NOT NULL),
        CONSTRAINT charges_payment CHECK (
          num_nonnulls(paid_at, paid_to_driver_id, paid_with_ride_id) = CASE status WHEN 'PAID' THEN 3 ELSE 0 END),
        CONSTRAINT charges_fare_paid_to_its_driver CHECK (kind <> 'FARE' OR status <> 'PAID'
          OR (paid_to_driver_id = driver_id AND paid_with_ride_id = ride_id)),
        CONSTRAINT charges_decision CHECK (num_nonnulls(decided_at, decided_by, decision_reason) IN (0, 3)
          AND (status NOT IN ('WAIVED', 'DISPUTED') OR decided_at IS NOT NULL))
      );
      COMMENT ON COLUMN payment.charges.driver_id IS 'who drove the ride; he collects its fare';
      COMMENT ON COLUMN payment.charges.paid_with_ride_id IS 'of a fee: the later ride with whose fare it was collected';
      CREATE INDEX charges_due ON payment.charges (organization_id, rider_id) WHERE status = 'DUE';
      CREATE INDEX charges_of_rider ON payment.charges (organization_id, rider_id, raised_at DESC, id DESC);
      CREATE INDEX charges_newest_first ON payment.charges (organization_id, raised_at DESC, id DESC);
      CREATE INDEX charges_by_status ON payment.charges (organization_id, status, raised_at DESC, id DESC)
        WHERE status IN ('DUE', 'DISPUTED');

      CREATE FUNCTION payment.guard_charge() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP IN ('DELETE', 'TRUNCATE') THEN
          RAISE EXCEPTION 'a charge is never removed' USING ERRCODE = 'restrict_violation';
        END IF;
        IF (NEW.id, NEW.organization_id, NEW.ride_id, NEW.rider_id, NEW.driver_id, NEW.kind, NEW.amount_paise, NEW.raised_at)
          IS DISTINCT FROM
          (OLD.id, OLD.organization_id, OLD.ride_id, OLD.rider_id, OLD.driver_id, OLD.kind, OLD.amount_paise, OLD.raised_at) THEN
          RAISE EXCEPTION 'what a charge is for, and how much, never changes' USING ERRCODE = 'restrict_violation';
        END IF;
        IF OLD.status IN ('PAID', 'WAIVED') THEN
          RAISE EXCEPTION 'a charge that is % is over', OLD.status USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON payment.charges FOR EACH ROW EXECUTE FUNCTION payment.guard_charge();
      CREATE TRIGGER guard_whole BEFORE TRUNCATE ON payment.charges FOR EACH STATEMENT EXECUTE FUNCTION payment.guard_charge();
    `);
    await secureTenantTable(q, 'payment.charges', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP SCHEMA payment CASCADE');
  }
}
