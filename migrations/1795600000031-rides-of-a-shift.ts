import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A ride of another shift waits for that shift, and keeps no driver on the duty of this one. With it the bound of a limit of hours
 * that the code has: below its window.
 */
export class RidesOfAShift1795600000031 implements MigrationInterface {
  name = 'RidesOfAShift1795600000031';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE attendance.engagements ADD COLUMN roster_entry_id uuid;
      COMMENT ON COLUMN attendance.engagements.roster_entry_id
        IS 'the shift that the ride is carried in; null, of before, holds the driver whatever his shift';
    `);
    await q.query(steps('(roster_entry_id IS NULL OR roster_entry_id = NEW.roster_entry_id)'));
    await q.query(hours("(terms->>'windowMinutes')::int - 1"));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(hours("(terms->>'windowMinutes')::int"));
    await q.query(steps('true'));
    await q.query('ALTER TABLE attendance.engagements DROP COLUMN roster_entry_id');
  }
}

const hours = (most: string): string => `
  ALTER TABLE attendance.policies
    DROP CONSTRAINT policies_hours,
    ADD CONSTRAINT policies_hours CHECK (kind <> 'hours' OR coalesce(
      (terms->>'limitMinutes')::int BETWEEN 30 AND ${most}
      AND (terms->>'windowMinutes')::int BETWEEN 60 AND 2880 AND (terms->>'restMinutes')::int BETWEEN 0 AND 2880, false))`;

/** @param holds which of the rides that wait for him keep a driver who leaves by his own word. */
const steps = (holds: string): string => `
  CREATE OR REPLACE FUNCTION attendance.admit_step() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF (OLD.status, NEW.status) NOT IN (('PENDING', 'APPROVED'), ('PENDING', 'REJECTED'), ('APPROVED', 'ON_BREAK'),
        ('ON_BREAK', 'APPROVED'), ('APPROVED', 'CHECKED_OUT'), ('ON_BREAK', 'CHECKED_OUT')) THEN
      PERFORM attendance.refuse('attendances_step', format('%s cannot become %s', OLD.status, NEW.status));
    END IF;
    IF OLD.status = 'PENDING' AND NEW.status = 'APPROVED' THEN
      PERFORM attendance.assert_plausible(NEW.vehicle_id, NEW.odometer_start_metres);
    END IF;
    IF NEW.status = 'ON_BREAK'
        AND EXISTS (SELECT FROM attendance.engagements WHERE driver_id = NEW.driver_id AND under_way) THEN
      PERFORM attendance.refuse('attendances_no_break_under_way', 'a ride of the driver is under way');
    END IF;
    IF NEW.status = 'CHECKED_OUT' THEN
      IF EXISTS (SELECT FROM attendance.engagements
                 WHERE driver_id = NEW.driver_id AND (under_way OR NEW.leaving_because IS NULL AND ${holds})) THEN
        PERFORM attendance.refuse('attendances_driver_free', 'the driver is assigned to a ride');
      END IF;
      IF NEW.leaving_because IS NULL THEN
        PERFORM attendance.assert_plausible(NEW.vehicle_id, NEW.odometer_end_metres);
      END IF;
    END IF;
    RETURN NEW;
  END $$;`;
