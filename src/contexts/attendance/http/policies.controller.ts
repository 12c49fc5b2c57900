import { Body, Controller, Get, Put } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ChangeDutyPolicy } from '../application/change-duty-policy';
import { ChangeHoursPolicy } from '../application/change-hours-policy';
import { ReadDutyPolicy } from '../application/read-duty-policy';
import { ReadHoursPolicy } from '../application/read-hours-policy';
import { attendancePermissions } from '../attendance.permissions';
import { ChangeDutyPolicyRequest, ChangeHoursPolicyRequest } from './policy.request';
import { DutyPolicyResponse, HoursPolicyResponse } from './policy.response';

@ApiGroup('Duty rules', "The operator's rules of duty, as data: hours, marks, breaks and what is flagged.")
@Controller('v1')
export class PoliciesController {
  constructor(
    private readonly readingHours: ReadHoursPolicy,
    private readonly changingHours: ChangeHoursPolicy,
    private readonly readingDuty: ReadDutyPolicy,
    private readonly changingDuty: ChangeDutyPolicy,
  ) {}

  /** How long drivers may be on duty. */
  @Get('hours-policy')
  @RequirePermission(attendancePermissions.read)
  async readHoursPolicy(@Caller() caller: Principal): Promise<HoursPolicyResponse> {
    return HoursPolicyResponse.of(await this.readingHours.execute(caller));
  }

  /**
   * Sets how long drivers may be on duty, under the next version.
   *
   * Who is on duty is held to it too: his limit moves, and where it has passed he is checked out when what he drives is over.
   */
  @Put('hours-policy')
  @RequirePermission(attendancePermissions.managePolicy)
  async changeHoursPolicy(
    @Body() { reason, version: _, ...terms }: ChangeHoursPolicyRequest,
    @Caller() caller: Principal,
  ): Promise<HoursPolicyResponse> {
    return HoursPolicyResponse.of(await this.changingHours.execute(terms, reason, caller));
  }

  /** The rules of lateness, of breaks, of the automatic check-out and of what is flagged. */
  @Get('duty-policy')
  @RequirePermission(attendancePermissions.read)
  async readDutyPolicy(@Caller() caller: Principal): Promise<DutyPolicyResponse> {
    return DutyPolicyResponse.of(await this.readingDuty.execute(caller));
  }

  /**
   * Sets these rules, under the next version.
   *
   * What was marked before stays. The automatic check-out of who is on duty, and the end of a check-in that waits, go by them too: where that time has passed, at once.
   */
  @Put('duty-policy')
  @RequirePermission(attendancePermissions.managePolicy)
  async changeDutyPolicy(
    @Body() { reason, version: _, ...terms }: ChangeDutyPolicyRequest,
    @Caller() caller: Principal,
  ): Promise<DutyPolicyResponse> {
    return DutyPolicyResponse.of(await this.changingDuty.execute(terms, reason, caller));
  }
}
