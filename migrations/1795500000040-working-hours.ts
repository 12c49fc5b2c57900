import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

/**
 * How long a driver may be on duty, his documents when he checks in, and what becomes of a duty that nobody ends: it is ended
 * without figures, which are given later. With it what managers look at: marks, breaks, kilometres and cash.
 */
export class WorkingHours1795500000040 implements MigrationInterface {
  name = 'WorkingHours1795500000040';

  async up(q: QueryRunner): Promise<void> {
    await q.query(POLICIES);
    await q.query(STANDINGS);
    await q.query(DUTY);
    await q.query(DUTY_RIDES);
    await q.query(admission(ADMITTED_WITH_HOURS));
    await q.query(steps(LEAVING));
    await secureTenantTable(q, 'attendance.policies', { grants: ['SELECT', 'INSERT'] });
    await secureTenantTable(q, 'attendance.document_standings');
    await secureTenantTable(q, 'attendance.duty_rides', { grants: ['SELECT', 'INSERT'] });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(steps(LEAVING_OF_BEFORE));
    await q.query(admission(''));
    await q.query(`
      DROP TABLE attendance.duty_rides, attendance.document_standings, attendance.policies;
      DROP TRIGGER keep_takings ON attendance.attendances;
      DROP FUNCTION attendance.keep_takings, attendance.time_on_duty;
      DROP INDEX attendance.attendances_ended_by_driver, attendance.attendances_by_vehicle;
      UPDATE attendance.attendances SET odometer_end_metres = odometer_start_metres, cash_paise = 0, personal_upi_paise = 0,
          cash_deposited_paise = 0, completed_at = checked_out_at, completed_by = decided_by
        WHERE status = 'CHECKED_OUT' AND odometer_end_metres IS NULL;
      ALTER TABLE attendance.attendances
        DROP CONSTRAINT attendances_checked_out,
        DROP COLUMN shift_starts_at, DROP COLUMN shift_ends_at, DROP COLUMN late_minutes, DROP COLUMN left_early_minutes,
        DROP COLUMN first_time_device, DROP COLUMN odometer_jump_metres, DROP COLUMN duty_ends_by,
        DROP COLUMN hours_spent_at, DROP COLUMN leaving_because, DROP COLUMN duty_ended_at, DROP COLUMN completed_at,
        DROP COLUMN completed_by, DROP COLUMN excess_breaks, DROP COLUMN overlong_breaks, DROP COLUMN cash_expected_paise,
        DROP COLUMN gps_from_metres, DROP COLUMN gps_since, DROP COLUMN gps_metres, DROP COLUMN distance_differs,
        ADD CONSTRAINT attendances_checked_out CHECK (
          CASE WHEN status = 'CHECKED_OUT'
            THEN num_nulls(checked_out_at, odometer_end_metres, cash_paise, personal_upi_paise, cash_deposited_paise) = 0
            ELSE num_nonnulls(checked_out_at, odometer_end_metres, cash_paise, personal_upi_paise, cash_deposited_paise) = 0
          END);
    `);
  }
}

/** The minutes are bounded so that the duties of two windows, a few days, say all about the next. */
const POLICIES = `
  CREATE TABLE attendance.policies (
    organization_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('hours', 'duty')),
    version integer NOT NULL CHECK (version > 1),
    terms jsonb NOT NULL CHECK (jsonb_typeof(terms) = 'object'),
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    PRIMARY KEY (organization_id, kind, version),
    CONSTRAINT policies_hours CHECK (kind <> 'hours' OR coalesce(
      (terms->>'limitMinutes')::int BETWEEN 30 AND (terms->>'windowMinutes')::int
      AND (terms->>'windowMinutes')::int BETWEEN 60 AND 2880 AND (terms->>'restMinutes')::int BETWEEN 0 AND 2880, false))
  );
  COMMENT ON COLUMN attendance.policies.version IS '1 is the one in code';`;

const STANDINGS = `
  CREATE TABLE attendance.document_standings (
    subject_id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    subject_type text NOT NULL CHECK (subject_type IN ('driver', 'vehicle')),
    is_usable boolean NOT NULL,
    usable_until timestamptz,
    lapses jsonb NOT NULL CHECK (jsonb_typeof(lapses) = 'array'),
    problems jsonb NOT NULL CHECK (jsonb_typeof(problems) = 'array')
  );`;

const DUTY = `
  ALTER TABLE attendance.attendances
    ADD COLUMN shift_starts_at timestamptz,
    ADD COLUMN shift_ends_at timestamptz,
    ADD COLUMN late_minutes integer CHECK (late_minutes >= 0),
    ADD COLUMN left_early_minutes integer CHECK (left_early_minutes >= 0),
    ADD COLUMN first_time_device boolean,
    ADD COLUMN odometer_jump_metres bigint CHECK (odometer_jump_metres >= 0),
    ADD COLUMN duty_ends_by timestamptz,
    ADD COLUMN hours_spent_at timestamptz,
    ADD COLUMN leaving_because text CHECK (leaving_because IN ('hours_spent', 'shift_over')),
    ADD COLUMN duty_ended_at timestamptz,
    ADD COLUMN completed_at timestamptz,
    ADD COLUMN completed_by uuid,
    ADD COLUMN excess_breaks integer NOT NULL DEFAULT 0 CHECK (excess_breaks >= 0),
    ADD COLUMN overlong_breaks integer NOT NULL DEFAULT 0 CHECK (overlong_breaks >= 0),
    ADD COLUMN cash_expected_paise bigint CHECK (cash_expected_paise >= 0),
    ADD COLUMN gps_from_metres bigint CHECK (gps_from_metres >= 0),
    ADD COLUMN gps_since timestamptz,
    ADD COLUMN gps_metres bigint CHECK (gps_metres >= 0),
    ADD COLUMN distance_differs boolean,
    ADD CONSTRAINT attendances_shift CHECK (shift_ends_at > shift_starts_at),
    ADD CONSTRAINT attendances_hours CHECK (status IN ('APPROVED', 'ON_BREAK', 'CHECKED_OUT')
      OR num_nonnulls(duty_ends_by, hours_spent_at, leaving_because) = 0),
    ADD CONSTRAINT attendances_leaving CHECK (leaving_because <> 'hours_spent' OR hours_spent_at IS NOT NULL),
    ADD CONSTRAINT attendances_duty_ended CHECK (duty_ended_at IS NULL
      OR (status = 'CHECKED_OUT' AND duty_ended_at BETWEEN checked_in_at AND checked_out_at)),
    ADD CONSTRAINT attendances_completed CHECK (num_nulls(completed_at, completed_by) IN (0, 2) AND (completed_at IS NOT NULL)
      = (status = 'CHECKED_OUT' AND leaving_because IS NOT NULL AND odometer_end_metres IS NOT NULL)),
    ADD CONSTRAINT attendances_gps CHECK (num_nulls(gps_from_metres, gps_since) IN (0, 2)),
    DROP CONSTRAINT attendances_checked_out,
    ADD CONSTRAINT attendances_checked_out CHECK (
      CASE WHEN status = 'CHECKED_OUT'
        THEN checked_out_at IS NOT NULL AND num_nulls(odometer_end_metres, cash_paise, personal_upi_paise, cash_deposited_paise)
          IN (0, CASE WHEN leaving_because IS NULL THEN 0 ELSE 4 END)
        ELSE num_nonnulls(checked_out_at, odometer_end_metres, cash_paise, personal_upi_paise, cash_deposited_paise) = 0
      END);
  COMMENT ON COLUMN attendance.attendances.leaving_because IS
    'checked out by itself for it, or to be as soon as nothing is under way';
  COMMENT ON COLUMN attendance.attendances.duty_ended_at IS 'where it was put right: counts for hours instead of checked_out_at';
  COMMENT ON COLUMN attendance.attendances.gps_from_metres IS 'what the device had travelled at the approval, counted since gps_since';
  CREATE INDEX attendances_ended_by_driver ON attendance.attendances (driver_id, checked_out_at) WHERE status = 'CHECKED_OUT';
  CREATE INDEX attendances_by_vehicle ON attendance.attendances (vehicle_id, checked_in_at);

  CREATE FUNCTION attendance.time_on_duty(driver uuid, at timestamptz, span interval) RETURNS interval LANGUAGE sql AS $$
    SELECT coalesce(sum(least(coalesce(duty_ended_at, checked_out_at), at) - greatest(checked_in_at, at - span)), interval '0')
    FROM attendance.attendances
    WHERE driver_id = driver AND status = 'CHECKED_OUT' AND checked_out_at > at - span
      AND coalesce(duty_ended_at, checked_out_at) > at - span AND checked_in_at < at
  $$;

  CREATE FUNCTION attendance.keep_takings() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM attendance.refuse('attendances_takings_stand', 'what was declared at check-out does not change');
    RETURN NULL;
  END $$;
  CREATE TRIGGER keep_takings BEFORE UPDATE ON attendance.attendances
    FOR EACH ROW WHEN (OLD.cash_paise IS NOT NULL AND (OLD.cash_paise, OLD.personal_upi_paise)
      IS DISTINCT FROM (NEW.cash_paise, NEW.personal_upi_paise))
    EXECUTE FUNCTION attendance.keep_takings();`;

/** Which rides ended on which duty: a fare that its rider paid in cash is in the driver's hands. */
const DUTY_RIDES = `
  CREATE TABLE attendance.duty_rides (
    ride_id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    attendance_id uuid NOT NULL REFERENCES attendance.attendances (id),
    ended_at timestamptz NOT NULL,
    distance_metres bigint NOT NULL CHECK (distance_metres >= 0),
    cash_paise bigint NOT NULL CHECK (cash_paise >= 0)
  );
  CREATE INDEX duty_rides_attendance ON attendance.duty_rides (attendance_id);`;

/** Where a past stretch leaves the window as fast as the new one grows nothing is used up: hence the microsecond. */
const ADMITTED_WITH_HOURS = `
    IF EXISTS (SELECT FROM attendance.document_standings
               WHERE subject_id IN (NEW.driver_id, NEW.vehicle_id)
                 AND (NOT is_usable OR usable_until <= NEW.checked_in_at)) THEN
      PERFORM attendance.refuse('attendances_documents_stand', 'a document that gates duty is missing or has lapsed');
    END IF;
    IF attendance.time_on_duty(NEW.driver_id, NEW.checked_in_at,
          make_interval(mins => coalesce(hours.window_minutes, 1440)) - interval '1 microsecond')
        >= make_interval(mins => coalesce(hours.limit_minutes, 720)) THEN
      PERFORM attendance.refuse('attendances_hours_left', 'the driver has spent his hours');
    END IF;`;

const admission = (more: string): string => `
  CREATE OR REPLACE FUNCTION attendance.admit_check_in() RETURNS trigger LANGUAGE plpgsql AS $$
  ${more && `DECLARE hours record;`}
  BEGIN
    IF NEW.status <> 'PENDING' THEN
      PERFORM attendance.refuse('attendances_begin_pending', 'an attendance begins as PENDING');
    END IF;
    IF NOT EXISTS (SELECT FROM attendance.drivers WHERE id = NEW.driver_id AND status = 'ACTIVE') THEN
      PERFORM attendance.refuse('attendances_driver_active', 'the driver is not ACTIVE');
    END IF;
    IF NOT EXISTS (SELECT FROM attendance.vehicles WHERE id = NEW.vehicle_id AND status = 'ACTIVE') THEN
      PERFORM attendance.refuse('attendances_vehicle_active', 'the vehicle is not ACTIVE');
    END IF;
    IF NOT EXISTS (SELECT FROM attendance.roster_entries
                   WHERE id = NEW.roster_entry_id AND driver_id = NEW.driver_id AND vehicle_id = NEW.vehicle_id
                     AND NEW.checked_in_at >= starts_at - interval '60 minutes' AND NEW.checked_in_at < ends_at) THEN
      PERFORM attendance.refuse('attendances_rostered', 'the driver is not rostered on the vehicle now');
    END IF;
    IF NOT EXISTS (SELECT FROM attendance.selfies
                   WHERE id = NEW.selfie_id AND created_at >= NEW.checked_in_at - interval '10 minutes') THEN
      PERFORM attendance.refuse('attendances_selfie_recent', 'the selfie is older than 10 minutes');
    END IF;
    PERFORM attendance.assert_plausible(NEW.vehicle_id, NEW.odometer_start_metres);${
      more &&
      `
    SELECT (p.terms->>'windowMinutes')::int AS window_minutes, (p.terms->>'limitMinutes')::int AS limit_minutes INTO hours
      FROM (SELECT) AS nothing LEFT JOIN LATERAL (SELECT * FROM attendance.policies
        WHERE organization_id = NEW.organization_id AND kind = 'hours' ORDER BY version DESC LIMIT 1) AS p ON true;${more}`
    }
    RETURN NEW;
  END $$;`;

/** Nobody read an odometer for one who is checked out by itself; a ride that waits for him keeps no driver on duty for ever. */
const LEAVING = `
      IF EXISTS (SELECT FROM attendance.engagements
                 WHERE driver_id = NEW.driver_id AND (under_way OR NEW.leaving_because IS NULL)) THEN
        PERFORM attendance.refuse('attendances_driver_free', 'the driver is assigned to a ride');
      END IF;
      IF NEW.leaving_because IS NULL THEN
        PERFORM attendance.assert_plausible(NEW.vehicle_id, NEW.odometer_end_metres);
      END IF;`;
const LEAVING_OF_BEFORE = `
      IF EXISTS (SELECT FROM attendance.engagements WHERE driver_id = NEW.driver_id) THEN
        PERFORM attendance.refuse('attendances_driver_free', 'the driver is assigned to a ride');
      END IF;
      PERFORM attendance.assert_plausible(NEW.vehicle_id, NEW.odometer_end_metres);`;

const steps = (leaving: string): string => `
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
    IF NEW.status = 'CHECKED_OUT' THEN${leaving}
    END IF;
    RETURN NEW;
  END $$;`;
