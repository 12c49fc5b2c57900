import { Injectable } from '@nestjs/common';
import { FARTHEST_BETWEEN_READINGS_METRES } from '../../../kernel/odometer';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { VehicleAtHand } from '../domain/attendance-facts';
import type { LastReading } from '../domain/odometer';

interface VehicleRow {
  id: string;
  plate: string;
  status: string;
  metres: number;
  attendanceId: string | null;
}

const REMEMBER: Statement = {
  name: 'attendance.vehicle.remember',
  text: `INSERT INTO attendance.vehicles (id, organization_id, plate, status, last_odometer_metres)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[])
         ON CONFLICT (id) DO UPDATE SET plate = excluded.plate, status = excluded.status`,
};
const RENAME: Statement = {
  name: 'attendance.vehicle.rename',
  text: 'UPDATE attendance.vehicles SET plate = $2 WHERE id = $1',
};
const SET_STATUS: Statement = {
  name: 'attendance.vehicle.set_status',
  text: 'UPDATE attendance.vehicles SET status = $2 WHERE id = $1',
};
const SET_READING: Statement = {
  name: 'attendance.vehicle.set_reading',
  text: 'UPDATE attendance.vehicles SET last_odometer_metres = $2, last_reading_attendance_id = $3 WHERE id = $1',
};
const RAISE_READING: Statement = {
  name: 'attendance.vehicle.raise_reading',
  text: `UPDATE attendance.vehicles SET last_odometer_metres = $2, last_reading_attendance_id = NULL
         WHERE id = $1 AND $2::bigint > last_odometer_metres AND $2::bigint - last_odometer_metres <= $3`,
};
const FIND: Statement = {
  name: 'attendance.vehicle.find',
  text: `SELECT id, plate, status, last_odometer_metres AS metres, last_reading_attendance_id AS "attendanceId"
         FROM attendance.vehicles WHERE id = $1`,
};

/** What attendance remembers of fleet's vehicles, and the last odometer reading that was accepted of each. */
@Injectable()
export class VehicleDirectory {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async remember(
    vehicles: readonly {
      readonly id: string;
      readonly organizationId: string | null;
      readonly plate: string;
      readonly status: string;
      readonly odometerMetres: number;
    }[],
  ): Promise<void> {
    await this.unitOfWork.query(REMEMBER, [
      vehicles.map(({ id }) => id),
      vehicles.map(({ organizationId }) => organizationId),
      vehicles.map(({ plate }) => plate),
      vehicles.map(({ status }) => status),
      vehicles.map(({ odometerMetres }) => odometerMetres),
    ]);
  }

  async rename(id: string, plate: string): Promise<void> {
    await this.unitOfWork.query(RENAME, [id, plate]);
  }

  async setStatus(id: string, status: string): Promise<void> {
    await this.unitOfWork.query(SET_STATUS, [id, status]);
  }

  async setLastReading(id: string, { metres, attendanceId }: LastReading): Promise<void> {
    await this.unitOfWork.query(SET_READING, [id, metres, attendanceId]);
  }

  /** By a reading of a ride. One that is lower, or that no cab can have driven to, is not believed. */
  async raiseLastReading(id: string, metres: number): Promise<void> {
    await this.unitOfWork.query(RAISE_READING, [id, metres, FARTHEST_BETWEEN_READINGS_METRES]);
  }

  async find(id: string): Promise<VehicleAtHand | null> {
    const [row] = await this.unitOfWork.rows<VehicleRow>(FIND, [id]);
    if (!row) return null;
    const { plate, status, metres, attendanceId } = row;
    return { id, plate, status, last: { metres, attendanceId } };
  }

  /** Of a vehicle that an attendance names, which is therefore known. */
  async get(id: string): Promise<VehicleAtHand> {
    const vehicle = await this.find(id);
    if (!vehicle) throw new Error(`Attendance knows no vehicle ${id}.`);
    return vehicle;
  }
}
