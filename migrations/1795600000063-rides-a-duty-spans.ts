import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One duty may span shifts that follow one another on a cab: rides of each keep its driver on it, not those of the first alone. */
export class RidesADutySpans1795600000063 implements MigrationInterface {
  name = 'RidesADutySpans1795600000063';

  async up(q: QueryRunner): Promise<void> {
    await q.query(
      steps(`(roster_entry_id IS NULL OR roster_entry_id = NEW.roster_entry_id
                   OR roster_entry_id IN (SELECT id FROM attendance.roster_entries
                     WHERE driver_id = NEW.driver_id AND vehicle_id = NEW.vehicle_id
                       AND starts_at <= NEW.checked_out_at AND ends_at > NEW.checked_in_at))`),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(steps('(roster_entry_id IS NULL OR roster_entry_id = NEW.roster_entry_id)'));
  }
}

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
