import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';

export interface OdometerReading {
  readonly vehicleId: string;
  readonly metres: number;
  readonly readAt: Date;
}

const REMEMBER: Statement = {
  name: 'fleet.check_in_reading.remember',
  text: `INSERT INTO fleet.check_in_readings (attendance_id, organization_id, vehicle_id, odometer_metres, read_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (attendance_id) DO UPDATE SET vehicle_id = $3, odometer_metres = $4, read_at = $5`,
};
const TAKE: Statement = {
  name: 'fleet.check_in_reading.take',
  text: `DELETE FROM fleet.check_in_readings WHERE attendance_id = $1
         RETURNING vehicle_id, odometer_metres, read_at`,
};

/** What drivers read off at check-ins that wait for approval, the last per attendance. */
@Injectable()
export class CheckInReadings {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async remember(attendanceId: string, { vehicleId, metres, readAt }: OdometerReading): Promise<void> {
    await this.unitOfWork.query(REMEMBER, [attendanceId, this.unitOfWork.organizationId, vehicleId, metres, readAt]);
  }

  /** Null where it has been taken. */
  async take(attendanceId: string): Promise<OdometerReading | null> {
    type Row = { vehicle_id: string; odometer_metres: number; read_at: Date };
    const [row] = await this.unitOfWork.rows<Row>(TAKE, [attendanceId]);
    return row ? { vehicleId: row.vehicle_id, metres: row.odometer_metres, readAt: row.read_at } : null;
  }
}
