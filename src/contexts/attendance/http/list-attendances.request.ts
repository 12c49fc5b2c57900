import { IsIn, IsUUID } from 'class-validator';
import { IsLocalDate, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import { ATTENDANCE_STATUSES, type AttendanceStatus } from '../domain/attendance-status';

export class ListAttendancesRequest extends PageRequest {
  /** Only of this hub. */
  @MayBeLeftOut()
  @IsUUID()
  hubId?: string;

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
