import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { FARTHEST_BETWEEN_READINGS_METRES } from '../domain/odometer';

const ENGAGE: Statement = {
  name: 'attendance.engagement.engage',
  text: `WITH released AS (DELETE FROM attendance.engagements WHERE driver_id = $4 AND ride_id = $3)
         INSERT INTO attendance.engagements (driver_id, ride_id, organization_id) VALUES ($1, $3, $2)
         ON CONFLICT (driver_id, ride_id) DO UPDATE SET under_way = false`,
};
// A reading that no cab can have driven to is a typo, and is not believed.
const END: Statement = {
  name: 'attendance.engagement.end',
  text: `WITH read AS (
           UPDATE attendance.vehicles SET last_odometer_metres = $4, last_reading_attendance_id = NULL
           WHERE id = $3 AND $4::bigint > last_odometer_metres AND $4::bigint - last_odometer_metres <= $5)
         DELETE FROM attendance.engagements WHERE driver_id = $1 AND ride_id = $2`,
};
const RELEASE: Statement = {
  name: 'attendance.engagement.release',
  text: 'DELETE FROM attendance.engagements WHERE driver_id = $1 AND ride_id = $2',
};
// The row lock makes a departure and a break that begin at once wait for each other, whatever locks their use cases take.
const DEPART: Statement = {
  name: 'attendance.engagement.depart',
  text: `WITH departed AS (UPDATE attendance.engagements SET under_way = true WHERE driver_id = $1 AND ride_id = $2)
         SELECT status FROM attendance.attendances
         WHERE driver_id = $1 AND status IN ('PENDING', 'APPROVED', 'ON_BREAK') FOR SHARE`,
};
const OPEN: Statement = {
  name: 'attendance.engagement.open',
  text: 'SELECT ride_id AS "rideId", under_way AS "underWay" FROM attendance.engagements WHERE driver_id = $1 ORDER BY ride_id',
};

export interface OpenEngagement {
  readonly rideId: string;
  /** The driver has departed for it. */
  readonly underWay: boolean;
}

/** Which rides each driver is assigned to, as assignment and ride say. */
@Injectable()
export class EngagementBook {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @param previousDriverId who no longer has the ride, on a reassignment. */
  async engage(
    engagement: { driverId: string; rideId: string; previousDriverId: string | null },
    organizationId: string | null,
  ): Promise<void> {
    const { driverId, rideId, previousDriverId } = engagement;
    const released = previousDriverId === driverId ? null : previousDriverId;
    await this.unitOfWork.query(ENGAGE, [driverId, organizationId, rideId, released]);
  }

  async release(driverId: string, rideId: string): Promise<void> {
    await this.unitOfWork.query(RELEASE, [driverId, rideId]);
  }

  /** Gives the driver back, and takes what the ride read at its end for the vehicle's last odometer where that is higher. */
  async end(
    engagement: { driverId: string; rideId: string; vehicleId: string },
    odometerMetres: number | null,
  ): Promise<void> {
    const { driverId, rideId, vehicleId } = engagement;
    const values = [driverId, rideId, vehicleId, odometerMetres, FARTHEST_BETWEEN_READINGS_METRES];
    await this.unitOfWork.query(END, values);
  }

  /** @returns whether the driver was on a break, which then cannot have begun after this. */
  async depart(driverId: string, rideId: string): Promise<boolean> {
    const rows = await this.unitOfWork.rows<{ status: string }>(DEPART, [driverId, rideId]);
    return rows.some(({ status }) => status === 'ON_BREAK');
  }

  async openOf(driverId: string): Promise<OpenEngagement[]> {
    return this.unitOfWork.rows<OpenEngagement>(OPEN, [driverId]);
  }
}
