import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { OwnIdempotency } from '../../../platform/http/own-idempotency.decorator';
import { ApproveCheckIns } from '../application/approve-check-ins';
import { ListApprovals } from '../application/list-approvals';
import { attendancePermissions } from '../attendance.permissions';
import { ApprovalsResponse } from './approval.response';
import { ApproveCheckInsRequest, ListApprovalsRequest } from './approvals.request';
import { AttendancePageResponse } from './attendance.response';

@ApiGroup('Attendance', 'Who is on duty: check-ins to decide on, and the record of them.')
@RequirePermission(attendancePermissions.decide)
@Controller('v1/attendance/approvals')
export class ApprovalsController {
  constructor(
    private readonly listing: ListApprovals,
    private readonly approving: ApproveCheckIns,
  ) {}

  /** Check-ins that wait for a decision, the longest first. */
  @Get()
  async listApprovals(
    @Query() query: ListApprovalsRequest,
    @Caller() caller: Principal,
  ): Promise<AttendancePageResponse> {
    return AttendancePageResponse.of(await this.listing.execute(query, caller));
  }

  /**
   * Approves up to 100 check-ins, each for itself.
   *
   * One that is refused is answered with its problem, and the others stand. Safe to repeat: what is approved is refused then.
   * Where the database is lost on the way, what was approved by then is answered, and those behind it as `not_tried`.
   */
  @Post()
  @HttpCode(200)
  @OwnIdempotency()
  async approveCheckIns(@Body() body: ApproveCheckInsRequest, @Caller() caller: Principal): Promise<ApprovalsResponse> {
    return ApprovalsResponse.of(await this.approving.execute(body.attendanceIds, caller));
  }
}
