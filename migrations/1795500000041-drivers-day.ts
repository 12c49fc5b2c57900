import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

/**
 * What the driver's app shows of his day. Facts arrive out of order now and then: each row knows by which fact it stands, and
 * heeds none that was made before (UUID v7 sort by time).
 */
export class DriversDay1795500000041 implements MigrationInterface {
  name = 'DriversDay1795500000041';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE live.duties (
        driver_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        attendance_id uuid,
        status text NOT NULL DEFAULT 'OFF' CHECK (status IN ('OFF', 'PENDING', 'ON', 'BREAK')),
        vehicle_id uuid,
        heard uuid NOT NULL,
        checked_in_at timestamptz,
        duty_ends_by timestamptz,
        hours_spent boolean NOT NULL DEFAULT false,
        limit_heard uuid NOT NULL,
        cash_settled_until timestamptz
      ) WITH (fillfactor = 70);
      COMMENT ON COLUMN live.duties.cash_settled_until IS 'what he took in cash until then he has declared';

      CREATE TABLE live.shifts (
        roster_entry_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        driver_id uuid,
        vehicle_id uuid,
        starts_at timestamptz,
        ends_at timestamptz,
        planned_heard uuid,
        off boolean NOT NULL DEFAULT false,
        published boolean NOT NULL DEFAULT false,
        acknowledged_at timestamptz,
        CONSTRAINT shifts_planned CHECK (num_nulls(driver_id, vehicle_id, starts_at, ends_at, planned_heard) IN (0, 5))
      );
      COMMENT ON COLUMN live.shifts.off IS 'cancelled or missed';
      CREATE INDEX shifts_driver ON live.shifts (driver_id, ends_at);
      CREATE INDEX shifts_ended ON live.shifts (ends_at);

      CREATE TABLE live.vehicles (
        vehicle_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        plate text NOT NULL,
        heard uuid NOT NULL
      );

      CREATE TABLE live.document_standings (
        subject_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        is_usable boolean NOT NULL,
        usable_until timestamptz,
        lapses jsonb NOT NULL,
        problems jsonb NOT NULL,
        heard uuid NOT NULL
      );
      CREATE TABLE live.expiring_documents (
        document_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        subject_id uuid NOT NULL,
        document_type text NOT NULL,
        expires_on date NOT NULL
      );
      CREATE INDEX expiring_documents_subject ON live.expiring_documents (subject_id);

      CREATE TABLE live.carried_rides (
        ride_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        driver_id uuid NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz NOT NULL,
        cash_paise bigint NOT NULL CHECK (cash_paise >= 0)
      );
      COMMENT ON TABLE live.carried_rides IS 'nothing of the rider is in it: the ride is the driver''s no more';
      CREATE INDEX carried_rides_driver ON live.carried_rides (driver_id, ended_at);
      CREATE INDEX carried_rides_ended ON live.carried_rides USING brin (ended_at);
    `);
    for (const table of TABLES) await secureTenantTable(q, `live.${table}`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE ${TABLES.map((table) => `live.${table}`).join(', ')}`);
  }
}

const TABLES = ['duties', 'shifts', 'vehicles', 'document_standings', 'expiring_documents', 'carried_rides'];
