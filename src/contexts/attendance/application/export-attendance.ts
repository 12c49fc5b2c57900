import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { type ExportColumn, Exporter, type ExportPage, type ExportRange } from '../../../platform/exports/exporter';
import type { Page } from '../../../platform/http/page';
import { attendancePermissions } from '../attendance.permissions';
import type { Attendance } from '../domain/attendance';
import { ListAttendances } from './list-attendances';

const COLUMNS: readonly ExportColumn<Attendance>[] = [
  { name: 'id', of: ({ id }) => id },
  { name: 'driver_id', of: ({ driverId }) => driverId },
  { name: 'vehicle_id', of: ({ vehicleId }) => vehicleId },
  { name: 'fleet_id', of: ({ fleetId }) => fleetId },
  { name: 'hub_id', of: ({ hubId }) => hubId },
  { name: 'roster_entry_id', of: ({ rosterEntryId }) => rosterEntryId },
  { name: 'status', of: ({ status }) => status },
  { name: 'checked_in_at', of: ({ checkedInAt }) => checkedInAt },
  { name: 'decided_at', of: ({ decidedAt }) => decidedAt },
  { name: 'rejection_reason', of: ({ rejectionReason }) => rejectionReason },
  { name: 'checked_out_at', of: ({ checkedOutAt }) => checkedOutAt },
  { name: 'breaks', of: ({ breaks }) => breaks.length },
  { name: 'odometer_start_metres', of: ({ odometerStartMetres }) => odometerStartMetres },
  { name: 'odometer_end_metres', of: ({ odometerEndMetres }) => odometerEndMetres },
  { name: 'cash_paise', of: ({ cashPaise }) => cashPaise },
  { name: 'personal_upi_paise', of: ({ personalUpiPaise }) => personalUpiPaise },
];

/** Latest check-in first. Attendance knows drivers by their ids. */
@Injectable()
export class ExportAttendance extends Exporter<Attendance> {
  override readonly kind = 'attendance';
  override readonly permission = attendancePermissions.read;

  constructor(private readonly listing: ListAttendances) {
    super();
  }

  override columnsFor(): readonly ExportColumn<Attendance>[] {
    return COLUMNS;
  }

  override page(range: ExportRange, page: ExportPage, caller: Principal): Promise<Page<Attendance>> {
    return this.listing.execute({ ...range, ...page }, caller);
  }
}
