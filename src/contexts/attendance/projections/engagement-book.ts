import { Injectable } from '@nestjs/common';
import { FARTHEST_BETWEEN_READINGS_METRES } from '../../../kernel/odometer';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { AutomaticReason } from '../contracts/attendance-events';
import type { Attendance } from '../domain/attendance';
import type { DutyAtDeparture } from '../domain/departure';

const ENGAGE: Statement = {
  name: 'attendance.engagement.engage',
  text: `WITH released AS (DELETE FROM attendance.engagements WHERE driver_id = $4 AND ride_id = $3)
         INSERT INTO attendance.engagements (driver_id, ride_id, organization_id, roster_entry_id) VALUES ($1, $3, $2, $5)
         ON CONFLICT (driver_id, ride_id) DO UPDATE SET under_way = false, roster_entry_id = $5`,
};
// A reading that no cab can have driven to is a typo, and is not believed.
const END: Statement = {
  name: 'attendance.engagement.end',
  text: `WITH read AS (
           UPDATE attendance.vehicles SET last_odometer_metres = $4, last_reading_attendance_id = NULL
           WHERE id = $3 AND $4::bigint > last_odometer_metres AND $4::bigint - last_odometer_metres <= $5), duty AS (
           SELECT id, organization_id, leaving_because, vehicle_id, hub_id FROM attendance.attendances
           WHERE driver_id = $1 AND status IN ('APPROVED', 'ON_BREAK')), carried AS (
           INSERT INTO attendance.duty_rides (ride_id, organization_id, attendance_id, ended_at, distance_metres, cash_paise)
           SELECT $2, organization_id, id, $6, $7, $8 FROM duty WHERE $7::bigint IS NOT NULL ON CONFLICT DO NOTHING), gone AS (DELETE FROM attendance.engagements WHERE driver_id = $1 AND ride_id = $2)
         SELECT id AS "attendanceId", $1::uuid AS "driverId", vehicle_id AS "vehicleId", hub_id AS "hubId",
           leaving_because AS because FROM duty WHERE leaving_because IS NOT NULL`,
};
const RELEASE: Statement = {
  name: 'attendance.engagement.release',
  text: 'DELETE FROM attendance.engagements WHERE driver_id = $1 AND ride_id = $2',
};
// The row lock makes a departure and a break or a check-out that begin at once wait for each other, whatever locks their use cases take.
const DEPART: Statement = {
  name: 'attendance.engagement.depart',
  text: `WITH departed AS (UPDATE attendance.engagements SET under_way = true WHERE driver_id = $1 AND ride_id = $2)
         SELECT status, vehicle_id AS "vehicleId", hours_spent_at IS NOT NULL AS "hoursSpent" FROM attendance.attendances
         WHERE driver_id = $1 AND status IN ('PENDING', 'APPROVED', 'ON_BREAK') FOR SHARE`,
};
const OPEN: Statement = {
  name: 'attendance.engagement.open',
  text: 'SELECT ride_id AS "rideId", under_way AS "underWay" FROM attendance.engagements WHERE driver_id = $1 ORDER BY ride_id',
};

// One duty may span shifts of the cab that follow one another. What is planned for a later one, or another cab, waits for that. Of a
// ride of before it is not known, and it holds him. So says the trigger on attendances too.
const HOLDING: Statement = {
  name: 'attendance.engagement.holding',
  text: `SELECT ride_id AS "rideId" FROM attendance.engagements
         WHERE driver_id = $1 AND (under_way OR roster_entry_id IS NULL OR roster_entry_id = $2
           OR roster_entry_id IN (SELECT id FROM attendance.roster_entries
             WHERE driver_id = $1 AND vehicle_id = $3 AND starts_at <= $5 AND ends_at > $4))
         ORDER BY ride_id`,
};

export interface OpenEngagement {
  readonly rideId: string;
  /** The driver has departed for it. */
  readonly underWay: boolean;
}

/** A ride that was carried to its end. */
export interface CarriedRide {
  /** Null where what the driver read is not believed. */
  readonly odometerMetres: number | null;
  readonly distanceMetres: number;
  /** What its rider paid in cash. */
  readonly cashPaise: number;
}

/** A duty that ends by itself once nothing is under way. */
export interface DutyToEnd {
  readonly attendanceId: string;
  readonly driverId: string;
  readonly vehicleId: string;
  readonly hubId: string;
  readonly because: AutomaticReason;
}

/** Which rides each driver is assigned to, as assignment and ride say. */
@Injectable()
export class EngagementBook {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @param previousDriverId who no longer has the ride, on a reassignment. */
  async engage(
    engagement: { driverId: string; rideId: string; previousDriverId: string | null; rosterEntryId?: string },
    organizationId: string | null,
  ): Promise<void> {
    const { driverId, rideId, previousDriverId, rosterEntryId = null } = engagement;
    const released = previousDriverId === driverId ? null : previousDriverId;
    await this.unitOfWork.query(ENGAGE, [driverId, organizationId, rideId, released, rosterEntryId]);
  }

  async release(driverId: string, rideId: string): Promise<void> {
    await this.unitOfWork.query(RELEASE, [driverId, rideId]);
  }

  /**
   * Gives the driver back, takes what the ride read at its end for the vehicle's last odometer where that is higher, and keeps
   * the ride with the duty that it was carried on.
   * @param carried null where it was not carried to its end
   * @returns the duty, where the driver is to be checked out as soon as nothing is under way
   */
  async end(
    engagement: { driverId: string; rideId: string; vehicleId: string },
    carried: CarriedRide | null,
    at: Date,
  ): Promise<DutyToEnd | null> {
    const { driverId, rideId, vehicleId } = engagement;
    const { odometerMetres = null, distanceMetres = null, cashPaise = null } = carried ?? {};
    const read = [odometerMetres, FARTHEST_BETWEEN_READINGS_METRES];
    const values = [driverId, rideId, vehicleId, ...read, at, distanceMetres, cashPaise];
    const [duty] = await this.unitOfWork.rows<DutyToEnd & object>(END, values);
    return duty ?? null;
  }

  /** @returns the driver's open attendance, which stays as it is until the transaction ends; null where he is not checked in. */
  async depart(driverId: string, rideId: string): Promise<DutyAtDeparture | null> {
    const [open] = await this.unitOfWork.rows<DutyAtDeparture & object>(DEPART, [driverId, rideId]);
    return open ?? null;
  }

  async openOf(driverId: string): Promise<OpenEngagement[]> {
    return this.unitOfWork.rows<OpenEngagement>(OPEN, [driverId]);
  }
  /** The rides that keep him from leaving this duty at `now`: under way, or to be carried in the shifts it spans. */
  async holding(
    duty: Pick<Attendance, 'driverId' | 'rosterEntryId' | 'vehicleId' | 'checkedInAt'>,
    now: Date,
  ): Promise<string[]> {
    const { driverId, rosterEntryId, vehicleId, checkedInAt } = duty;
    const values = [driverId, rosterEntryId, vehicleId, checkedInAt, now];
    const rows = await this.unitOfWork.rows<{ rideId: string }>(HOLDING, values);
    return rows.map(({ rideId }) => rideId);
  }
}
