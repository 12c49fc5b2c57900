import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { CancelRosterEntry } from '../application/cancel-roster-entry';
import { ListRoster } from '../application/list-roster';
import { PlanRoster } from '../application/plan-roster';
import { PlanRosterEntry } from '../application/plan-roster-entry';
import { ReplaceRosterEntry } from '../application/replace-roster-entry';
import { assignmentPermissions } from '../assignment.permissions';
import { ListRosterRequest } from './list-roster.request';
import { PlanRosterEntryRequest, PlanRosterRequest } from './plan-roster.request';
import { ReasonRequest } from './reason.request';
import { ReplaceRosterEntryRequest } from './replace-roster-entry.request';
import {
  PlannedRosterResponse,
  PlannedShiftResponse,
  RosterEntryResponse,
  RosterPageResponse,
} from './roster-entry.response';

@ApiGroup('Roster', 'Which driver drives which vehicle, in which shift.')
@Controller('v1/roster')
export class RosterController {
  constructor(
    private readonly planRosterEntry: PlanRosterEntry,
    private readonly planRoster: PlanRoster,
    private readonly listRoster: ListRoster,
    private readonly cancelRosterEntry: CancelRosterEntry,
    private readonly replaceRosterEntry: ReplaceRosterEntry,
  ) {}

  /**
   * Plans a shift.
   *
   * Refused when the driver or the vehicle has another shift at that time; the answer names it. One that is beyond the driver's
   * hours, or against his wishes, is planned with a warning.
   */
  @Post()
  @RequirePermission(assignmentPermissions.planRoster)
  async planShift(@Body() body: PlanRosterEntryRequest, @Caller() caller: Principal): Promise<PlannedShiftResponse> {
    return PlannedShiftResponse.ofPlanned(await this.planRosterEntry.execute(body, caller));
  }

  /**
   * Plans many shifts at once, all or none.
   *
   * A refusal names every wrong row by its index, from 0. Warnings are as of a single shift.
   */
  @Post('bulk')
  @RequirePermission(assignmentPermissions.planRoster)
  async planShifts(@Body() body: PlanRosterRequest, @Caller() caller: Principal): Promise<PlannedRosterResponse> {
    return PlannedRosterResponse.of(await this.planRoster.execute(body.entries, caller));
  }

  /** Shifts of the caller's drivers, newest first; drafts too. */
  @Get()
  @RequirePermission(assignmentPermissions.readRoster)
  async list(@Query() query: ListRosterRequest, @Caller() caller: Principal): Promise<RosterPageResponse> {
    return RosterPageResponse.of(await this.listRoster.execute(query, caller));
  }

  /**
   * Cancels a shift.
   *
   * Refused while the driver still has rides to carry in it; the answer names them.
   */
  @Post(':id/cancel')
  @HttpCode(200)
  @RequirePermission(assignmentPermissions.planRoster)
  async cancelShift(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ReasonRequest,
    @Caller() caller: Principal,
  ): Promise<RosterEntryResponse> {
    return RosterEntryResponse.of(await this.cancelRosterEntry.execute(id, reason, caller));
  }

  /**
   * Puts another driver or vehicle in the place of a shift, from now on where it has begun.
   *
   * The shift ends REPLACED, and both drivers are told; a draft's place is taken by a draft. One that was MISSED stays so, and may
   * be taken by whoever else is free, or by its own driver who comes late. Refused while rides remain to be carried in it, while its
   * driver is on duty in it, and as `roster_refused` for all that speaks against the other.
   */
  @Post(':id/replace')
  @HttpCode(200)
  @RequirePermission(assignmentPermissions.planRoster)
  async replaceShift(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ReplaceRosterEntryRequest,
    @Caller() caller: Principal,
  ): Promise<RosterEntryResponse> {
    return RosterEntryResponse.of(await this.replaceRosterEntry.execute(id, body, caller));
  }
}
