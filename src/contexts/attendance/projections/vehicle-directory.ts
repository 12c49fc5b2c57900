import { Injectable } from '@nestjs/common';
import { FARTHEST_BETWEEN_READINGS_METRES } from '../../../kernel/odometer';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { VehicleAvailabilityChanged } from '../../fleet/contracts/fleet-events';
import type { VehicleAtHand } from '../domain/attendance-facts';
import type { LastReading } from '../domain/odometer';

interface VehicleRow {
  id: string;
  plate: string;
  status: string;
  metres: number;
  attendanceId: string | null;
  outages: VehicleAvailabilityChanged['payload']['outages'];
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
const CHANGE_OUTAGES: Statement = {
  name: 'attendance.vehicle.change_outages',
  text: 'UPDATE attendance.vehicles SET outages = $2 WHERE id = $1',
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
  text: `SELECT id, plate, status, last_odometer_metres AS metres, last_reading_attendance_id AS "attendanceId", outages
         FROM attendance.vehicles WHERE id = $1`,
};

const PLATES: Statement = {
  name: 'attendance.vehicle.plates',
  text: 'SELECT id, plate FROM attendance.vehicles WHERE id = ANY($1)',
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

  async changeOutages(id: string, outages: VehicleAvailabilityChanged['payload']['outages']): Promise<void> {
    await this.unitOfWork.query(CHANGE_OUTAGES, [id, JSON.stringify(outages)]);
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
    const outages = row.outages.map(({ from, until, reason }) => {
      return { from: new Date(from), until: until === null ? null : new Date(until), reason };
    });
    return { id, plate, status, outages, last: { metres, attendanceId } };
  }

  /** By vehicle id. */
  async platesOf(ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.unitOfWork.rows<{ id: string; plate: string }>(PLATES, [ids]);
    return new Map(rows.map(({ id, plate }) => [id, plate]));
  }

  /** Of a vehicle that an attendance names, which is therefore known. */
  async get(id: string): Promise<VehicleAtHand> {
    const vehicle = await this.find(id);
    if (!vehicle) throw new Error(`Attendance knows no vehicle ${id}.`);
    return vehicle;
  }
}
