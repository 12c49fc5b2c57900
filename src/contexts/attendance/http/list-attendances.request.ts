import { IsBoolean, IsIn, IsUUID } from 'class-validator';
import { IsLocalDate, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import { ATTENDANCE_STATUSES, type AttendanceStatus } from '../domain/attendance-status';

export class ListAttendancesRequest extends PageRequest {
  /** Only of this hub. */
  @MayBeLeftOut()
  @IsUUID()
  hubId?: string;

  /** Only of this fleet. */
  @MayBeLeftOut()
  @IsUUID()
  fleetId?: string;

  /** Only of drivers who came late, or of those who did not. */
  @MayBeLeftOut()
  @IsBoolean()
  late?: boolean;

  /** Only of drivers who left early, or of those who did not. */
  @MayBeLeftOut()
  @IsBoolean()
  leftEarly?: boolean;

  /** Only where what was declared differs from the fares that were paid in cash, or only where not. */
  @MayBeLeftOut()
  @IsBoolean()
  cashDiffers?: boolean;

  /** Only where odometer and GPS differ by more than the duty policy lets pass, or only where not. */
  @MayBeLeftOut()
  @IsBoolean()
  distanceDiffers?: boolean;

  /** Only where a break was beyond the policy, or outlasted it, or only where not. */
  @MayBeLeftOut()
  @IsBoolean()
  breaksMarked?: boolean;

  /** Only those that were checked out by itself and whose figures are still to be given, or only others. */
  @MayBeLeftOut()
  @IsBoolean()
  incomplete?: boolean;

  /** Only of this driver. */
  @MayBeLeftOut()
  @IsUUID()
  driverId?: string;

  /** Only in this state. */
  @MayBeLeftOut()
  @IsIn(ATTENDANCE_STATUSES)
  status?: AttendanceStatus;

  /**
   * The first local day of the check-in.
   * @example 2026-11-20
   */
  @MayBeLeftOut()
  @IsLocalDate()
  from?: string;

  /**
   * The last local day of the check-in, included.
   * @example 2026-11-21
   */
  @MayBeLeftOut()
  @IsLocalDate()
  to?: string;
}
