import type { Page } from '../../../platform/http/page';
import type { OwnAttendances } from '../application/show-own-attendances';
import type { Attendance } from '../domain/attendance';
import type { Selfie } from '../domain/selfie';

export class SelfieResponse {
  selfieId: string;

  static of(selfie: Selfie): SelfieResponse {
    return { selfieId: selfie.id };
  }
}

export class BreakResponse {
  startedAt: string;
  endedAt: string;
}

export class AttendanceResponse {
  id: string;
  driverId: string;
  vehicleId: string;
  /** The driver's fleet and hub when he checked in: their managers decide. */
  fleetId: string;
  hubId: string;
  rosterEntryId: string;
  /** @example android-9f1c2b7d5e3a4f60 */
  deviceId: string;
  selfieId: string;
  /**
   * 1 for the first check-in for the roster entry, one more each time.
   * @example 1
   */
  attempt: number;
  status: 'PENDING' | 'APPROVED' | 'ON_BREAK' | 'REJECTED' | 'CHECKED_OUT';
  odometerStartMetres: number;
  odometerEndMetres: number | null;
  checkedInAt: string;
  /** When it was approved or rejected. */
  decidedAt: string | null;
  /** The user who approved or rejected it. */
  decidedBy: string | null;
  rejectionReason: string | null;
  onBreakSince: string | null;
  /** The breaks that are over, oldest first. */
  breaks: BreakResponse[];
  checkedOutAt: string | null;
  cashPaise: number | null;
  personalUpiPaise: number | null;
  /** Cash and personal UPI together. */
  cashDepositedPaise: number | null;

  static of(attendance: Attendance): AttendanceResponse {
    return {
      id: attendance.id,
      driverId: attendance.driverId,
      vehicleId: attendance.vehicleId,
      fleetId: attendance.fleetId,
      hubId: attendance.hubId,
      rosterEntryId: attendance.rosterEntryId,
      deviceId: attendance.deviceId,
      selfieId: attendance.selfieId,
      attempt: attendance.attempt,
      status: attendance.status,
      odometerStartMetres: attendance.odometerStartMetres,
      odometerEndMetres: attendance.odometerEndMetres,
      checkedInAt: attendance.checkedInAt.toISOString(),
      decidedAt: attendance.decidedAt?.toISOString() ?? null,
      decidedBy: attendance.decidedBy,
      rejectionReason: attendance.rejectionReason,
      onBreakSince: attendance.onBreakSince?.toISOString() ?? null,
      breaks: attendance.breaks.map(({ startedAt, endedAt }) => ({ startedAt, endedAt })),
      checkedOutAt: attendance.checkedOutAt?.toISOString() ?? null,
      cashPaise: attendance.cashPaise,
      personalUpiPaise: attendance.personalUpiPaise,
      cashDepositedPaise: attendance.cashDepositedPaise,
    };
  }
}

export class AttendancePageResponse {
  items: AttendanceResponse[];
  /** Give it as `after` for those that follow; null on the last page. */
  next: string | null;

  static of(page: Page<Attendance>): AttendancePageResponse {
    return { items: page.items.map((attendance) => AttendanceResponse.of(attendance)), next: page.next };
  }
}

export class OwnAttendancesResponse extends AttendancePageResponse {
  /** The open one: pending, on duty or on a break. Null when the driver is not checked in. */
  current: AttendanceResponse | null;

  static ofOwn({ current, history }: OwnAttendances): OwnAttendancesResponse {
    return { current: current && AttendanceResponse.of(current), ...AttendancePageResponse.of(history) };
  }
}
