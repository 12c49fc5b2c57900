import type { Page } from '../../../platform/http/page';
import type { OwnAttendances } from '../application/show-own-attendances';
import type { Attendance } from '../domain/attendance';
import type { HoursLeft } from '../domain/hours';
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
  status: 'PENDING' | 'APPROVED' | 'ON_BREAK' | 'REJECTED' | 'EXPIRED' | 'CHECKED_OUT';
  odometerStartMetres: number;
  odometerEndMetres: number | null;
  checkedInAt: string;
  /** When it was approved or rejected, or expired because nobody had. */
  decidedAt: string | null;
  /** The user who approved or rejected it; null where it expired. */
  decidedBy: string | null;
  rejectionReason: string | null;
  onBreakSince: string | null;
  /** The breaks that are over, oldest first. */
  breaks: BreakResponse[];
  checkedOutAt: string | null;
  /** Of the roster entry when he checked in. */
  shiftStartsAt: string | null;
  shiftEndsAt: string | null;
  /** Beyond the grace of the duty policy; 0 within it. */
  lateMinutes: number | null;
  /** Once he has checked out; 0 where that happened by itself. */
  leftEarlyMinutes: number | null;
  /**
   * He has never worked with this device.
   * @example false
   */
  firstTimeDevice: boolean | null;
  /** From the vehicle's last known reading to that of the check-in. */
  odometerJumpMetres: number | null;
  /**
   * Breaks that were begun beyond what the duty policy allows.
   * @example 0
   */
  excessBreaks: number;
  /**
   * Breaks that outlasted the minutes that were left for them.
   * @example 1
   */
  overlongBreaks: number;
  /** When his hours are spent, from the approval on. */
  dutyEndsBy: string | null;
  /** From then on he took no more rides. */
  hoursSpentAt: string | null;
  /** Why he was checked out by itself, or is to be as soon as nothing is under way; null where somebody did or does it. */
  leavingBecause: 'hours_spent' | 'shift_over' | null;
  /** When he really left, where that was put right. */
  dutyEndedAt: string | null;
  /** When the figures of a check-out that happened by itself were given; until then they are null. */
  completedAt: string | null;
  cashPaise: number | null;
  personalUpiPaise: number | null;
  /** Cash and personal UPI together. */
  cashDepositedPaise: number | null;
  /** By the odometer. */
  drivenMetres: number | null;
  /** How far his device travelled, with rides and without; null where it is not known. */
  gpsMetres: number | null;
  /**
   * Whether these two differ by more than the duty policy lets pass.
   * @example false
   */
  distanceDiffers: boolean | null;
  /** Fares of this duty that were paid in cash, as known at check-out. */
  cashExpectedPaise: number | null;

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
      shiftStartsAt: attendance.shiftStartsAt?.toISOString() ?? null,
      shiftEndsAt: attendance.shiftEndsAt?.toISOString() ?? null,
      lateMinutes: attendance.lateMinutes,
      leftEarlyMinutes: attendance.leftEarlyMinutes,
      firstTimeDevice: attendance.firstTimeDevice,
      odometerJumpMetres: attendance.odometerJumpMetres,
      excessBreaks: attendance.excessBreaks,
      overlongBreaks: attendance.overlongBreaks,
      dutyEndsBy: attendance.dutyEndsBy?.toISOString() ?? null,
      hoursSpentAt: attendance.hoursSpentAt?.toISOString() ?? null,
      leavingBecause: attendance.leavingBecause,
      dutyEndedAt: attendance.dutyEndedAt?.toISOString() ?? null,
      completedAt: attendance.completedAt?.toISOString() ?? null,
      cashPaise: attendance.cashPaise,
      personalUpiPaise: attendance.personalUpiPaise,
      cashDepositedPaise: attendance.cashDepositedPaise,
      drivenMetres: attendance.drivenMetres,
      gpsMetres: attendance.gpsMetres,
      distanceDiffers: attendance.distanceDiffers,
      cashExpectedPaise: attendance.cashExpectedPaise,
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

export class HoursLeftResponse {
  /**
   * Within the window, up to now, breaks included.
   * @example 270
   */
  minutesOnDuty: number;
  /**
   * 0 where he may not come on duty now.
   * @example 450
   */
  minutesLeft: number;
  /** When he must be off duty if he stays on it, a check-in that waits counted as approved; null off duty. */
  dutyEndsBy: string | null;
  /** When he may come on duty; null on it, and while a check-in waits. */
  mayStartAt: string | null;
  /** @example 720 */
  limitMinutes: number;
  /** @example 1440 */
  windowMinutes: number;
  /** @example 600 */
  restMinutes: number;

  static of({ policy, minutesOnDuty, minutesLeft, dutyEndsBy, mayStartAt }: HoursLeft): HoursLeftResponse {
    const { limitMinutes, windowMinutes, restMinutes } = policy;
    return {
      minutesOnDuty,
      minutesLeft,
      dutyEndsBy: dutyEndsBy?.toISOString() ?? null,
      mayStartAt: mayStartAt?.toISOString() ?? null,
      limitMinutes,
      windowMinutes,
      restMinutes,
    };
  }
}

export class OwnAttendancesResponse extends AttendancePageResponse {
  /** The open one: pending, on duty or on a break. Null when the driver is not checked in. */
  current: AttendanceResponse | null;

  hours: HoursLeftResponse;

  static ofOwn({ current, hours, history }: OwnAttendances): OwnAttendancesResponse {
    return {
      current: current && AttendanceResponse.of(current),
      hours: HoursLeftResponse.of(hours),
      ...AttendancePageResponse.of(history),
    };
  }
}
