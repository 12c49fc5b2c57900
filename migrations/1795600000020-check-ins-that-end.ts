import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A check-in on which nobody decides expires; an approval is held to the same rules as the check-in, as things are by then; a
 * cab that is out of service takes nobody on duty; and nobody left before the last ride of his duty ended.
 */
export class CheckInsThatEnd1795600000020 implements MigrationInterface {
  name = 'CheckInsThatEnd1795600000020';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE attendance.vehicles
        ADD COLUMN outages jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(outages) = 'array');
      COMMENT ON COLUMN attendance.vehicles.outages IS 'those not over when fleet told of them, as fleet.vehicle_availability_changed has them';
      ALTER TABLE attendance.attendances
        DROP CONSTRAINT attendances_status_check,
        ADD CONSTRAINT attendances_status_check
          CHECK (status IN ('PENDING', 'APPROVED', 'ON_BREAK', 'REJECTED', 'EXPIRED', 'CHECKED_OUT')),
        DROP CONSTRAINT attendances_decided,
        ADD CONSTRAINT attendances_decided CHECK ((status = 'PENDING') = (decided_at IS NULL)
          AND (status IN ('PENDING', 'EXPIRED')) = (decided_by IS NULL));
      DROP TRIGGER admit_step ON attendance.attendances;
      CREATE TRIGGER admit_step BEFORE UPDATE ON attendance.attendances
        FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status <> 'EXPIRED') EXECUTE FUNCTION attendance.admit_step();
    `);
    await q.query(EXPIRY);
    await q.query(SERVICE);
    await q.query(APPROVAL);
    await q.query(LEFT_AFTER_RIDES);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TRIGGER admit_expiry ON attendance.attendances;
      DROP TRIGGER admit_vehicle ON attendance.attendances;
      DROP TRIGGER admit_approval ON attendance.attendances;
      DROP TRIGGER left_after_rides ON attendance.attendances;
      DROP TRIGGER admit_step ON attendance.attendances;
      DROP FUNCTION attendance.admit_expiry, attendance.admit_vehicle, attendance.admit_approval, attendance.left_after_rides,
        attendance.assert_in_service;
      UPDATE attendance.attendances SET status = 'REJECTED', rejection_reason = 'Nobody decided in time.',
          decided_by = '00000000-0000-0000-0000-000000000000' WHERE status = 'EXPIRED';
      CREATE TRIGGER admit_step BEFORE UPDATE ON attendance.attendances
        FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION attendance.admit_step();
      ALTER TABLE attendance.attendances
        DROP CONSTRAINT attendances_decided,
        ADD CONSTRAINT attendances_decided CHECK ((status = 'PENDING') = (decided_at IS NULL)
          AND (decided_at IS NULL) = (decided_by IS NULL)),
        DROP CONSTRAINT attendances_status_check,
        ADD CONSTRAINT attendances_status_check CHECK (status IN ('PENDING', 'APPROVED', 'ON_BREAK', 'REJECTED', 'CHECKED_OUT'));
      ALTER TABLE attendance.vehicles DROP COLUMN outages;
    `);
  }
}

const EXPIRY = `
  CREATE FUNCTION attendance.admit_expiry() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM attendance.refuse('attendances_step', format('%s cannot become %s', OLD.status, NEW.status));
    RETURN NULL;
  END $$;
  CREATE TRIGGER admit_expiry BEFORE UPDATE ON attendance.attendances
    FOR EACH ROW WHEN (NEW.status = 'EXPIRED' AND OLD.status NOT IN ('PENDING', 'EXPIRED'))
    EXECUTE FUNCTION attendance.admit_expiry();`;

const SERVICE = `
  CREATE FUNCTION attendance.assert_in_service(vehicle uuid, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM attendance.vehicles v, jsonb_to_recordset(v.outages) AS outage ("from" timestamptz, until timestamptz)
               WHERE v.id = vehicle AND outage."from" <= at AND (outage.until IS NULL OR outage.until > at)) THEN
      PERFORM attendance.refuse('attendances_vehicle_in_service', 'the vehicle is out of service');
    END IF;
  END $$;

  CREATE FUNCTION attendance.admit_vehicle() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM attendance.assert_in_service(NEW.vehicle_id, NEW.checked_in_at);
    RETURN NEW;
  END $$;
  CREATE TRIGGER admit_vehicle BEFORE INSERT ON attendance.attendances
    FOR EACH ROW EXECUTE FUNCTION attendance.admit_vehicle();`;

/** Hours count from the check-in, where the database has judged them already. */
const APPROVAL = `
  CREATE FUNCTION attendance.admit_approval() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM attendance.drivers WHERE id = NEW.driver_id AND status = 'ACTIVE') THEN
      PERFORM attendance.refuse('attendances_driver_active', 'the driver is not ACTIVE');
    END IF;
    IF NOT EXISTS (SELECT FROM attendance.vehicles WHERE id = NEW.vehicle_id AND status = 'ACTIVE') THEN
      PERFORM attendance.refuse('attendances_vehicle_active', 'the vehicle is not ACTIVE');
    END IF;
    PERFORM attendance.assert_in_service(NEW.vehicle_id, NEW.decided_at);
    IF NOT EXISTS (SELECT FROM attendance.roster_entries
                   WHERE id = NEW.roster_entry_id AND driver_id = NEW.driver_id AND vehicle_id = NEW.vehicle_id
                     AND NEW.decided_at >= starts_at - interval '60 minutes' AND NEW.decided_at < ends_at) THEN
      PERFORM attendance.refuse('attendances_rostered', 'the driver is not rostered on the vehicle now');
    END IF;
    IF EXISTS (SELECT FROM attendance.document_standings
               WHERE subject_id IN (NEW.driver_id, NEW.vehicle_id) AND (NOT is_usable OR usable_until <= NEW.decided_at)) THEN
      PERFORM attendance.refuse('attendances_documents_stand', 'a document that gates duty is missing or has lapsed');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER admit_approval BEFORE UPDATE ON attendance.attendances
    FOR EACH ROW WHEN (OLD.status = 'PENDING' AND NEW.status = 'APPROVED') EXECUTE FUNCTION attendance.admit_approval();`;

const LEFT_AFTER_RIDES = `
  CREATE FUNCTION attendance.left_after_rides() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM attendance.duty_rides WHERE attendance_id = NEW.id AND ended_at > NEW.duty_ended_at) THEN
      PERFORM attendance.refuse('attendances_left_after_rides', 'a ride of this duty ended later');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER left_after_rides BEFORE UPDATE ON attendance.attendances
    FOR EACH ROW WHEN (NEW.duty_ended_at IS NOT NULL AND OLD.duty_ended_at IS DISTINCT FROM NEW.duty_ended_at)
    EXECUTE FUNCTION attendance.left_after_rides();`;
