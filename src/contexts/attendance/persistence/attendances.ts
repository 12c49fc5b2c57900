import { Injectable } from '@nestjs/common';
import { In, type SelectQueryBuilder } from 'typeorm';
import { FARTHEST_BETWEEN_READINGS_METRES } from '../../../kernel/odometer';
import type { TimeWindow } from '../../../kernel/time-window';
import type { Principal } from '../../../platform/auth/principal';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { DomainError, type ErrorKind, notFound } from '../../../platform/errors/domain-error';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Attendance } from '../domain/attendance';
import { alreadyCheckedIn, deviceInUse, selfieUsed, vehicleInUse } from '../domain/attendance-errors';
import type { RosterEntry } from '../domain/roster-entry';
import { type AttendanceStatus, OPEN_STATUSES } from '../domain/attendance-status';

export interface WaitingFilter {
  readonly hubId?: string;
  readonly fleetId?: string;
  readonly late?: boolean;
  readonly firstTimeDevice?: boolean;
  /** Whether the odometer lies farther above the vehicle's last reading than so many metres. */
  readonly jump?: { readonly isJump: boolean; readonly metres: number };
}

export interface AttendanceFilter {
  readonly hubId?: string;
  readonly fleetId?: string;
  readonly late?: boolean;
  readonly leftEarly?: boolean;
  /** Whether what was declared differs from the fares that were paid in cash. */
  readonly cashDiffers?: boolean;
  /** Whether odometer and GPS differ by more than the policy lets pass. */
  readonly distanceDiffers?: boolean;
  /** Whether a break was beyond the policy, or longer than it. */
  readonly breaksMarked?: boolean;
  /** Whether it was checked out by itself and its figures are still to be given. */
  readonly incomplete?: boolean;
  readonly driverId?: string;
  readonly status?: AttendanceStatus;
  /** Checked in at or after. */
  readonly from?: Date;
  /** Checked in before. */
  readonly until?: Date;
}

/** Where a page of the list starts: behind the row checked in then. */
export interface PlaceInList {
  readonly at: Date;
  readonly id: string;
}

export interface OpenOthers {
  readonly attendanceId: string;
  readonly driverId: string;
  readonly deviceId: string;
  readonly vehicleId: string;
}

/** Those a check-in would collide with. */
const OPEN_OTHERS: Statement = {
  name: 'attendance.attendance.open_others',
  text: `SELECT id AS "attendanceId", driver_id AS "driverId", device_id AS "deviceId", vehicle_id AS "vehicleId"
         FROM attendance.attendances
         WHERE organization_id = $1 AND status IN ('PENDING', 'APPROVED', 'ON_BREAK')
           AND (driver_id = $2 OR vehicle_id = $3 OR device_id = $4)`,
};
const ATTEMPTS: Statement = {
  name: 'attendance.attendance.attempts',
  text: `SELECT count(*) FILTER (WHERE roster_entry_id = $1)::int AS attempts, min(checked_in_at) AS "firstAt"
         FROM attendance.attendances
         WHERE driver_id = $2 AND (roster_entry_id = $1
           OR $3::timestamptz < $4::timestamptz AND shift_starts_at BETWEEN $3 AND $4)`,
};
const DEVICE_USED: Statement = {
  name: 'attendance.attendance.device_used',
  text: `SELECT FROM attendance.attendances WHERE driver_id = $1 AND device_id = $2 AND status = 'CHECKED_OUT' LIMIT 1`,
};
/** His duties that are over and reach into the time from then on. */
const DUTIES_SINCE: Statement = {
  name: 'attendance.attendance.duties_since',
  text: `SELECT checked_in_at AS start, coalesce(duty_ended_at, checked_out_at) AS "end" FROM attendance.attendances
         WHERE driver_id = $1 AND status = 'CHECKED_OUT' AND checked_out_at > $2 ORDER BY checked_in_at`,
};
const ON_DUTY: Statement = {
  name: 'attendance.attendance.on_duty',
  text: `SELECT id, driver_id AS "driverId" FROM attendance.attendances
         WHERE organization_id = $1 AND status IN ('APPROVED', 'ON_BREAK') ORDER BY driver_id`,
};
const ALL_OPEN: Statement = {
  name: 'attendance.attendance.all_open',
  text: `SELECT id, driver_id AS "driverId" FROM attendance.attendances
         WHERE organization_id = $1 AND status IN ('PENDING', 'APPROVED', 'ON_BREAK') ORDER BY driver_id`,
};
/** The odometer when the next driver took the vehicle. */
const NEXT_START: Statement = {
  name: 'attendance.attendance.next_start',
  text: `SELECT odometer_start_metres AS metres FROM attendance.attendances
         WHERE vehicle_id = $1 AND checked_in_at >= $2 AND id <> $3 AND status IN ('APPROVED', 'ON_BREAK', 'CHECKED_OUT')
         ORDER BY checked_in_at LIMIT 1`,
};
/** Of one whose reading the vehicle's last contradicts it is not believed, as `VehicleDirectory.raiseLastReading` does not. */
const READ_NEXT: Statement = {
  name: 'attendance.attendance.read_next',
  text: `UPDATE attendance.attendances duty SET read_next_metres = $2, read_before_metres = vehicle.last_odometer_metres
         FROM attendance.vehicles vehicle
         WHERE vehicle.id = $1 AND duty.vehicle_id = $1 AND duty.status = 'CHECKED_OUT' AND duty.odometer_end_metres IS NULL
           AND duty.read_next_metres IS NULL AND $2::bigint - vehicle.last_odometer_metres BETWEEN 0 AND $3`,
};
const PUT_RIGHT: Statement = {
  name: 'attendance.attendance.put_right',
  text: `UPDATE attendance.attendances SET read_next_metres = $2, read_before_metres = NULL
         WHERE vehicle_id = $1 AND status = 'CHECKED_OUT' AND odometer_end_metres IS NULL`,
};
const SELFIE_USED: Statement = {
  name: 'attendance.attendance.selfie_used',
  text: 'SELECT FROM attendance.attendances WHERE selfie_id = $1',
};

@Injectable()
export class Attendances extends AggregateStore<Attendance> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Attendance, 'attendance', {
      attendances_one_open_per_driver: () => alreadyCheckedIn(),
      attendances_one_open_per_device: () => deviceInUse(),
      attendances_one_open_per_vehicle: () => vehicleInUse(),
      attendances_selfie_once: () => selfieUsed(),
      attendances_attempt: () => alreadyCheckedIn(),
      attendances_driver_free: refused('conflict', 'driver_engaged', 'The driver is still assigned to a ride.'),
      attendances_no_break_under_way: refused('conflict', 'ride_under_way', 'There is no break during a ride.'),
      attendances_driver_active: refused('conflict', 'driver_not_active', 'Only an ACTIVE driver goes on duty.'),
      attendances_vehicle_active: refused('conflict', 'vehicle_not_active', 'Only an ACTIVE vehicle goes on duty.'),
      attendances_vehicle_in_service: refused('conflict', 'vehicle_out_of_service', 'The vehicle is out of service.'),
      attendances_left_after_rides: refused('rule', 'left_before_ride_end', 'He carried a ride until later.'),
      attendances_rostered: refused('rule', 'not_rostered', 'You are not rostered on this vehicle now.'),
      attendances_selfie_recent: refused('rule', 'selfie_too_old', 'The selfie is too old. Take a new one.'),
      attendances_hours_left: refused('rule', 'hours_spent', 'The hours of the driver are spent.'),
      attendances_documents_stand: refused('rule', 'documents_not_valid', 'A document is missing or has lapsed.'),
      attendances_odometer_not_below_last: refused(
        'rule',
        'odometer_below_last',
        "The odometer reads below the vehicle's last known reading.",
      ),
      attendances_odometer_plausible: refused(
        'rule',
        'odometer_implausible',
        "The odometer reads far above the vehicle's last known reading.",
      ),
    });
  }

  async openOf(driverId: string): Promise<Attendance | null> {
    return this.unitOfWork.manager.findOne(Attendance, { where: { driverId, status: In([...OPEN_STATUSES]) } });
  }

  /** The open attendances of the driver, of the vehicle and of the device. */
  async openOthers(
    organizationId: string,
    { driverId, vehicleId, deviceId }: Omit<OpenOthers, 'attendanceId'>,
  ): Promise<OpenOthers[]> {
    return this.unitOfWork.rows<OpenOthers & object>(OPEN_OTHERS, [organizationId, driverId, vehicleId, deviceId]);
  }

  /**
   * How many check-ins of the driver for the roster entry there have been, and when the first was: where he is let in for a shift that
   * he missed, the first for that one too, which nobody may have decided on.
   */
  async attempts(
    { id, dueSince, startsAt }: RosterEntry,
    driverId: string,
  ): Promise<{ attempts: number; firstAt: Date | null }> {
    const values = [id, driverId, dueSince, startsAt];
    const [row] = await this.unitOfWork.rows<{ attempts: number; firstAt: Date | null }>(ATTEMPTS, values);
    return row!;
  }

  /** Whether the driver has worked with it before. */
  async hasUsedDevice(driverId: string, deviceId: string): Promise<boolean> {
    return (await this.unitOfWork.query(DEVICE_USED, [driverId, deviceId])).rowCount !== 0;
  }

  /** Oldest first. */
  async dutiesSince(driverId: string, since: Date): Promise<TimeWindow[]> {
    return this.unitOfWork.rows<TimeWindow & object>(DUTIES_SINCE, [driverId, since]);
  }

  /** Of whoever is on duty, breaks included. */
  async onDuty(organizationId: string): Promise<{ id: string; driverId: string }[]> {
    return this.unitOfWork.rows<{ id: string; driverId: string }>(ON_DUTY, [organizationId]);
  }

  /** Of whoever is on duty or waits to be. */
  async allOpen(organizationId: string): Promise<{ id: string; driverId: string }[]> {
    return this.unitOfWork.rows<{ id: string; driverId: string }>(ALL_OPEN, [organizationId]);
  }

  /** What the next driver of the vehicle read when he took it; null where nobody has since. */
  async nextStartMetres({ id, vehicleId, checkedOutAt }: Attendance): Promise<number | null> {
    const [row] = await this.unitOfWork.rows<{ metres: number }>(NEXT_START, [vehicleId, checkedOutAt, id]);
    return row?.metres ?? null;
  }

  /**
   * Others have read the vehicle's odometer: of duties on it that ended by themselves and still lack their reading, the first
   * such bounds it. Before that reading counts as the vehicle's last, and under the vehicle's lock.
   */
  async readByOthers(vehicleId: string, metres: number): Promise<void> {
    await this.unitOfWork.query(READ_NEXT, [vehicleId, metres, FARTHEST_BETWEEN_READINGS_METRES]);
  }

  /** Fleet has put the vehicle's odometer right: that bounds them instead of what was read before. Under the vehicle's lock. */
  async readingPutRight(vehicleId: string, metres: number): Promise<void> {
    await this.unitOfWork.query(PUT_RIGHT, [vehicleId, metres]);
  }

  async hasUsedSelfie(selfieId: string): Promise<boolean> {
    return (await this.unitOfWork.query(SELFIE_USED, [selfieId])).rowCount !== 0;
  }

  /** @throws DomainError not_found, also for one outside the fleets and hubs of the principal */
  async getInScope(id: string, principal: Principal): Promise<Attendance> {
    const found = await this.inScope(principal).andWhere('attendance.id = :id', { id }).getOne();
    if (!found) throw notFound('attendance', id);
    return found;
  }

  /** Latest check-in first, within the fleets and hubs of the principal. */
  async listInScope(
    filter: AttendanceFilter,
    principal: Principal,
    limit: number,
    after: PlaceInList | null,
  ): Promise<Attendance[]> {
    return page(filtered(this.inScope(principal), filter), limit, after);
  }

  /** Those that wait for a decision, longest first, within the fleets and hubs of the principal. */
  async waitingInScope(
    { hubId, fleetId, late, firstTimeDevice, jump }: WaitingFilter,
    principal: Principal,
    limit: number,
    after: PlaceInList | null,
  ): Promise<Attendance[]> {
    const query = filtered(this.inScope(principal), { hubId, fleetId, late, status: 'PENDING' });
    if (firstTimeDevice !== undefined)
      query.andWhere('attendance.firstTimeDevice = :firstTimeDevice', { firstTimeDevice });
    if (jump)
      query.andWhere('(coalesce(attendance.odometerJumpMetres, 0) > :metres) = :isJump', {
        metres: jump.metres,
        isJump: jump.isJump,
      });
    return page(query, limit, after, 'ASC');
  }

  /** Latest check-in first. */
  async listOf(driverId: string, limit: number, after: PlaceInList | null): Promise<Attendance[]> {
    return page(filtered(this.ofOrganization(), { driverId }), limit, after);
  }

  private inScope({ fleetIds, hubIds }: Principal): SelectQueryBuilder<Attendance> {
    const query = this.ofOrganization();
    if (fleetIds) query.andWhere('attendance.fleetId = ANY(:fleetIds)', { fleetIds: [...fleetIds] });
    if (hubIds) query.andWhere('attendance.hubId = ANY(:hubIds)', { hubIds: [...hubIds] });
    return query;
  }

  private ofOrganization(): SelectQueryBuilder<Attendance> {
    const { organizationId, manager } = this.unitOfWork;
    return manager
      .createQueryBuilder(Attendance, 'attendance')
      .where('attendance.organizationId = :organizationId', { organizationId });
  }
}

/** What the database refused although the use case had let it pass, so without the figures that it would have given. */
function refused(kind: ErrorKind, code: string, message: string): () => DomainError {
  return () => new DomainError(kind, code, message);
}

const CONDITIONS = {
  late: 'attendance.lateMinutes > 0',
  distanceDiffers: 'attendance.distanceDiffers',
  leftEarly: 'attendance.leftEarlyMinutes > 0',
  cashDiffers: 'attendance.cashDepositedPaise <> attendance.cashExpectedPaise',
  breaksMarked: 'attendance.excessBreaks > 0 OR attendance.overlongBreaks > 0',
  incomplete: "attendance.status = 'CHECKED_OUT' AND attendance.odometerEndMetres IS NULL",
} as const;

function filtered(
  query: SelectQueryBuilder<Attendance>,
  { hubId, fleetId, driverId, status, from, until, ...flags }: AttendanceFilter,
): SelectQueryBuilder<Attendance> {
  for (const [name, condition] of Object.entries(CONDITIONS)) {
    const wanted = flags[name as keyof typeof CONDITIONS];
    if (wanted !== undefined) query.andWhere(`coalesce((${condition}), false) = :${name}`, { [name]: wanted });
  }
  if (fleetId) query.andWhere('attendance.fleetId = :fleetId', { fleetId });
  if (hubId) query.andWhere('attendance.hubId = :hubId', { hubId });
  if (driverId) query.andWhere('attendance.driverId = :driverId', { driverId });
  if (status) query.andWhere('attendance.status = :status', { status });
  if (from) query.andWhere('attendance.checkedInAt >= :from', { from });
  if (until) query.andWhere('attendance.checkedInAt < :until', { until });
  return query;
}

function page(
  query: SelectQueryBuilder<Attendance>,
  limit: number,
  after: PlaceInList | null,
  order: 'ASC' | 'DESC' = 'DESC',
): Promise<Attendance[]> {
  if (after)
    query.andWhere(`(attendance.checkedInAt, attendance.id) ${order === 'ASC' ? '>' : '<'} (:afterAt, :afterId)`, {
      afterAt: after.at,
      afterId: after.id,
    });
  return query.orderBy('attendance.checkedInAt', order).addOrderBy('attendance.id', order).limit(limit).getMany();
}
