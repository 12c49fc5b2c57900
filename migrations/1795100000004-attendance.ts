import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createContextSchema, secureTenantTable } from './tenant-table';

/** Attendances, their selfies, and what attendance remembers of drivers, vehicles, rosters and engagements. */
export class Attendance1795100000004 implements MigrationInterface {
  name = 'Attendance1795100000004';

  async up(q: QueryRunner): Promise<void> {
    await createContextSchema(q, 'attendance');
    await q.query(MEMORY);
    await q.query(SELFIES);
    await q.query(ATTENDANCES);
    await q.query(ADMISSION);
    await q.query(STEPS);
    for (const table of ['drivers', 'vehicles', 'roster_entries', 'engagements']) {
      await secureTenantTable(q, `attendance.${table}`);
    }
    await secureTenantTable(q, 'attendance.selfies', { grants: ['SELECT', 'INSERT'] });
    await secureTenantTable(q, 'attendance.attendances', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP SCHEMA attendance CASCADE');
  }
}

const MEMORY = `
  CREATE TABLE attendance.drivers (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    fleet_id uuid NOT NULL,
    hub_id uuid NOT NULL,
    status text NOT NULL
  );
  CREATE TABLE attendance.vehicles (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    plate text NOT NULL,
    status text NOT NULL,
    last_odometer_metres bigint NOT NULL CHECK (last_odometer_metres >= 0),
    last_reading_attendance_id uuid
  );
  COMMENT ON COLUMN attendance.vehicles.last_reading_attendance_id IS 'null where fleet or a ride set the reading';
  CREATE TABLE attendance.roster_entries (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    driver_id uuid NOT NULL,
    vehicle_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    CONSTRAINT roster_entries_window CHECK (ends_at > starts_at)
  );
  CREATE INDEX roster_entries_driver ON attendance.roster_entries (driver_id, ends_at);
  CREATE TABLE attendance.engagements (
    driver_id uuid NOT NULL,
    ride_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    under_way boolean NOT NULL DEFAULT false,
    PRIMARY KEY (driver_id, ride_id)
  );
  COMMENT ON TABLE attendance.engagements IS 'the rides that each driver is assigned to and that are not over';`;

const SELFIES = `
  CREATE TABLE attendance.selfies (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    driver_id uuid NOT NULL,
    object_key text NOT NULL CONSTRAINT selfies_object_once UNIQUE,
    content_type text NOT NULL CHECK (content_type IN ('image/jpeg', 'image/png', 'image/webp')),
    bytes integer NOT NULL CHECK (bytes > 0),
    created_at timestamptz NOT NULL,
    -- So that an attendance can only point at a selfie of its own driver.
    CONSTRAINT selfies_of_driver UNIQUE (id, driver_id)
  );`;

const ATTENDANCES = `
  CREATE TABLE attendance.attendances (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    driver_id uuid NOT NULL,
    fleet_id uuid NOT NULL,
    hub_id uuid NOT NULL,
    vehicle_id uuid NOT NULL,
    roster_entry_id uuid NOT NULL,
    device_id text NOT NULL CHECK (length(device_id) BETWEEN 1 AND 128),
    selfie_id uuid NOT NULL CONSTRAINT attendances_selfie_once UNIQUE,
    attempt integer NOT NULL CHECK (attempt > 0),
    status text NOT NULL CHECK (status IN ('PENDING', 'APPROVED', 'ON_BREAK', 'REJECTED', 'CHECKED_OUT')),
    odometer_start_metres bigint NOT NULL,
    checked_in_at timestamptz NOT NULL,
    checked_in_by uuid NOT NULL,
    decided_at timestamptz,
    decided_by uuid,
    rejection_reason text,
    on_break_since timestamptz,
    breaks jsonb NOT NULL CHECK (jsonb_typeof(breaks) = 'array'),
    checked_out_at timestamptz,
    odometer_end_metres bigint,
    cash_paise bigint,
    personal_upi_paise bigint,
    cash_deposited_paise bigint,
    CONSTRAINT attendances_own_selfie FOREIGN KEY (selfie_id, driver_id) REFERENCES attendance.selfies (id, driver_id),
    CONSTRAINT attendances_attempt UNIQUE (roster_entry_id, driver_id, attempt),
    CONSTRAINT attendances_odometer_range CHECK (odometer_start_metres BETWEEN 0 AND 2000000000
      AND odometer_end_metres BETWEEN odometer_start_metres AND 2000000000),
    CONSTRAINT attendances_decided CHECK ((status = 'PENDING') = (decided_at IS NULL)
      AND (decided_at IS NULL) = (decided_by IS NULL)),
    CONSTRAINT attendances_decided_by_another CHECK (decided_by <> checked_in_by),
    CONSTRAINT attendances_rejected CHECK ((status = 'REJECTED') = (rejection_reason IS NOT NULL)
      AND length(rejection_reason) BETWEEN 1 AND 500),
    CONSTRAINT attendances_on_break CHECK ((status = 'ON_BREAK') = (on_break_since IS NOT NULL)),
    CONSTRAINT attendances_checked_out CHECK (
      CASE WHEN status = 'CHECKED_OUT'
        THEN num_nulls(checked_out_at, odometer_end_metres, cash_paise, personal_upi_paise, cash_deposited_paise) = 0
        ELSE num_nonnulls(checked_out_at, odometer_end_metres, cash_paise, personal_upi_paise, cash_deposited_paise) = 0
      END),
    CONSTRAINT attendances_cash CHECK (cash_paise >= 0 AND personal_upi_paise >= 0
      AND cash_deposited_paise = cash_paise + personal_upi_paise)
  );
  CREATE UNIQUE INDEX attendances_one_open_per_driver ON attendance.attendances (driver_id)
    WHERE status IN ('PENDING', 'APPROVED', 'ON_BREAK');
  CREATE UNIQUE INDEX attendances_one_open_per_vehicle ON attendance.attendances (vehicle_id)
    WHERE status IN ('PENDING', 'APPROVED', 'ON_BREAK');
  CREATE UNIQUE INDEX attendances_one_open_per_device ON attendance.attendances (organization_id, device_id)
    WHERE status IN ('PENDING', 'APPROVED', 'ON_BREAK');
  CREATE INDEX attendances_listed ON attendance.attendances (organization_id, checked_in_at, id);
  CREATE INDEX attendances_listed_by_hub ON attendance.attendances (hub_id, checked_in_at, id);
  CREATE INDEX attendances_listed_by_driver ON attendance.attendances (driver_id, checked_in_at, id);
  CREATE INDEX attendances_pending ON attendance.attendances (hub_id, checked_in_at, id) WHERE status = 'PENDING';`;

/** Raised as check violations under names of their own, so that they read like constraints. */
const ADMISSION = `
  CREATE FUNCTION attendance.refuse(named text, why text) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION '%', why USING ERRCODE = 'check_violation', CONSTRAINT = named, SCHEMA = 'attendance', TABLE = 'attendances';
  END $$;

  CREATE FUNCTION attendance.assert_plausible(vehicle uuid, reading bigint) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE last bigint := (SELECT last_odometer_metres FROM attendance.vehicles WHERE id = vehicle);
  BEGIN
    IF last IS NULL OR reading < last THEN
      PERFORM attendance.refuse('attendances_odometer_not_below_last', format('%s m is below the last %s m', reading, last));
    ELSIF reading - last > 2000000 THEN
      PERFORM attendance.refuse('attendances_odometer_plausible', format('%s m is far above the last %s m', reading, last));
    END IF;
  END $$;

  CREATE FUNCTION attendance.admit_check_in() RETURNS trigger LANGUAGE plpgsql AS $$
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
    PERFORM attendance.assert_plausible(NEW.vehicle_id, NEW.odometer_start_metres);
    RETURN NEW;
  END $$;
  CREATE TRIGGER admit_check_in BEFORE INSERT ON attendance.attendances
    FOR EACH ROW EXECUTE FUNCTION attendance.admit_check_in();`;

/** ON_BREAK to CHECKED_OUT is the break's end and the check-out in one write. */
const STEPS = `
  CREATE FUNCTION attendance.admit_step() RETURNS trigger LANGUAGE plpgsql AS $$
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
      IF EXISTS (SELECT FROM attendance.engagements WHERE driver_id = NEW.driver_id) THEN
        PERFORM attendance.refuse('attendances_driver_free', 'the driver is assigned to a ride');
      END IF;
      PERFORM attendance.assert_plausible(NEW.vehicle_id, NEW.odometer_end_metres);
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER admit_step BEFORE UPDATE ON attendance.attendances
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION attendance.admit_step();

  CREATE FUNCTION attendance.keep_identity() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM attendance.refuse('attendances_identity', 'who checked in with what, when and where does not change');
    RETURN NULL;
  END $$;
  CREATE TRIGGER keep_identity BEFORE UPDATE ON attendance.attendances
    FOR EACH ROW WHEN ((OLD.id, OLD.organization_id, OLD.driver_id, OLD.fleet_id, OLD.hub_id, OLD.vehicle_id,
        OLD.roster_entry_id, OLD.device_id, OLD.selfie_id, OLD.attempt, OLD.checked_in_at, OLD.checked_in_by)
      IS DISTINCT FROM (NEW.id, NEW.organization_id, NEW.driver_id, NEW.fleet_id, NEW.hub_id, NEW.vehicle_id,
        NEW.roster_entry_id, NEW.device_id, NEW.selfie_id, NEW.attempt, NEW.checked_in_at, NEW.checked_in_by))
    EXECUTE FUNCTION attendance.keep_identity();`;
