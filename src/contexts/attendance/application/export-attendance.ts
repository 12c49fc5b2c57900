import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { type ExportColumn, Exporter, type ExportPage, type ExportRange } from '../../../platform/exports/exporter';
import type { Page } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { attendancePermissions } from '../attendance.permissions';
import type { Attendance } from '../domain/attendance';
import { VehicleDirectory } from '../projections/vehicle-directory';
import { ListAttendances } from './list-attendances';

interface DutyLine {
  readonly attendance: Attendance;
  readonly plate: string;
}

const COLUMNS: readonly ExportColumn<DutyLine>[] = [
  { name: 'id', of: ({ attendance }) => attendance.id },
  { name: 'driver_id', of: ({ attendance }) => attendance.driverId },
  { name: 'vehicle_id', of: ({ attendance }) => attendance.vehicleId },
  { name: 'plate', of: ({ plate }) => plate },
  { name: 'fleet_id', of: ({ attendance }) => attendance.fleetId },
  { name: 'hub_id', of: ({ attendance }) => attendance.hubId },
  { name: 'roster_entry_id', of: ({ attendance }) => attendance.rosterEntryId },
  { name: 'shift_starts_at', of: ({ attendance }) => attendance.shiftStartsAt },
  { name: 'shift_ends_at', of: ({ attendance }) => attendance.shiftEndsAt },
  { name: 'status', of: ({ attendance }) => attendance.status },
  { name: 'checked_in_at', of: ({ attendance }) => attendance.checkedInAt },
  { name: 'decided_at', of: ({ attendance }) => attendance.decidedAt },
  { name: 'rejection_reason', of: ({ attendance }) => attendance.rejectionReason },
  { name: 'checked_out_at', of: ({ attendance }) => attendance.checkedOutAt },
  { name: 'leaving_because', of: ({ attendance }) => attendance.leavingBecause },
  { name: 'duty_ended_at', of: ({ attendance }) => attendance.dutyEndedAt },
  { name: 'late_minutes', of: ({ attendance }) => attendance.lateMinutes },
  { name: 'left_early_minutes', of: ({ attendance }) => attendance.leftEarlyMinutes },
  { name: 'breaks', of: ({ attendance }) => attendance.breaks.length },
  { name: 'excess_breaks', of: ({ attendance }) => attendance.excessBreaks },
  { name: 'overlong_breaks', of: ({ attendance }) => attendance.overlongBreaks },
  { name: 'first_time_device', of: ({ attendance }) => attendance.firstTimeDevice },
  { name: 'odometer_jump_metres', of: ({ attendance }) => attendance.odometerJumpMetres },
  { name: 'odometer_start_metres', of: ({ attendance }) => attendance.odometerStartMetres },
  { name: 'odometer_end_metres', of: ({ attendance }) => attendance.odometerEndMetres },
  { name: 'driven_metres', of: ({ attendance }) => attendance.drivenMetres },
  { name: 'gps_metres', of: ({ attendance }) => attendance.gpsMetres },
  { name: 'distance_differs', of: ({ attendance }) => attendance.distanceDiffers },
  { name: 'cash_paise', of: ({ attendance }) => attendance.cashPaise },
  { name: 'personal_upi_paise', of: ({ attendance }) => attendance.personalUpiPaise },
  { name: 'cash_deposited_paise', of: ({ attendance }) => attendance.cashDepositedPaise },
  { name: 'cash_expected_paise', of: ({ attendance }) => attendance.cashExpectedPaise },
];

/** Latest check-in first. Attendance knows drivers and hubs by their ids: the export of drivers has the names, under the driver's. */
@Injectable()
export class ExportAttendance extends Exporter<DutyLine> {
  override readonly kind = 'attendance';
  override readonly permission = attendancePermissions.read;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly listing: ListAttendances,
    private readonly vehicles: VehicleDirectory,
  ) {
    super();
  }

  override columnsFor(): readonly ExportColumn<DutyLine>[] {
    return COLUMNS;
  }

  override page(range: ExportRange, page: ExportPage, caller: Principal): Promise<Page<DutyLine>> {
    return this.unitOfWork.run(async () => {
      const { items, next } = await this.listing.execute({ ...range, ...page }, caller);
      const plates = await this.vehicles.platesOf([...new Set(items.map(({ vehicleId }) => vehicleId))]);
      return { items: items.map((attendance) => ({ attendance, plate: plates.get(attendance.vehicleId)! })), next };
    });
  }
}
