import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { CopyWeek } from '../application/copy-week';
import { DraftWeek } from '../application/draft-week';
import { ListWeek } from '../application/list-week';
import { PublishWeek } from '../application/publish-week';
import { assignmentPermissions } from '../assignment.permissions';
import { RosterPageResponse } from './roster-entry.response';
import { CopyWeekRequest, DraftWeekRequest, HubOfWeekRequest, ListWeekRequest, WeekPath } from './roster-week.request';
import {
  CopiedWeekResponse,
  DraftedWeekResponse,
  PublishedWeekResponse,
  SilentDriverPageResponse,
} from './roster-week.response';

@ApiGroup('Roster', 'Which driver drives which vehicle, in which shift.')
@Controller('v1/roster/weeks/:monday')
export class RosterWeeksController {
  constructor(
    private readonly draftWeek: DraftWeek,
    private readonly copyWeek: CopyWeek,
    private readonly publishWeek: PublishWeek,
    private readonly listWeek: ListWeek,
  ) {}

  /**
   * Drafts shifts of a hub's week, all or none.
   *
   * Their drivers are told when the week is published. A refusal names everything that speaks against each row by its index, from
   * 0: overlaps of the driver and of the vehicle, hours and rest, documents and outages up to the end of the shift, the state of
   * driver and vehicle, the hub, the week.
   */
  @Post()
  @RequirePermission(assignmentPermissions.planRoster)
  async draftShifts(
    @Param() { monday }: WeekPath,
    @Body() { hubId, entries }: DraftWeekRequest,
    @Caller() caller: Principal,
  ): Promise<DraftedWeekResponse> {
    return DraftedWeekResponse.of(await this.draftWeek.execute({ monday, hubId }, entries, caller));
  }

  /**
   * Drafts a hub's week as another was planned, at the same hours of the clock in Asia/Kolkata.
   *
   * What was cancelled or replaced in that week is left out. Conflicts are named as in drafting: nothing is copied, or, where it is
   * asked so, the rest is.
   */
  @Post('copy')
  @RequirePermission(assignmentPermissions.planRoster)
  async copyShifts(
    @Param() { monday }: WeekPath,
    @Body() { hubId, ...terms }: CopyWeekRequest,
    @Caller() caller: Principal,
  ): Promise<CopiedWeekResponse> {
    return CopiedWeekResponse.of(await this.copyWeek.execute({ monday, hubId }, terms, caller));
  }

  /**
   * Publishes the hub's drafts of the week, all or none: their drivers are told.
   *
   * Each is judged anew; a refusal names what has come against it since it was drafted, by its place in the order of time.
   */
  @Post('publish')
  @HttpCode(200)
  @RequirePermission(assignmentPermissions.planRoster)
  async publishShifts(
    @Param() { monday }: WeekPath,
    @Body() { hubId }: HubOfWeekRequest,
    @Caller() caller: Principal,
  ): Promise<PublishedWeekResponse> {
    return PublishedWeekResponse.of(await this.publishWeek.execute({ monday, hubId }, caller));
  }

  /** Shifts of a hub's drivers of which any part lies in the week, newest first, whatever became of them. */
  @Get()
  @RequirePermission(assignmentPermissions.readRoster)
  async listShifts(
    @Param() { monday }: WeekPath,
    @Query() { hubId, ...page }: ListWeekRequest,
    @Caller() caller: Principal,
  ): Promise<RosterPageResponse> {
    return RosterPageResponse.of(await this.listWeek.execute({ monday, hubId }, page, caller));
  }

  /** Drivers of a hub who were told of a shift in the week that is not over, and have not acknowledged it. */
  @Get('unacknowledged')
  @RequirePermission(assignmentPermissions.readRoster)
  async listUnacknowledged(
    @Param() { monday }: WeekPath,
    @Query() { hubId, ...page }: ListWeekRequest,
    @Caller() caller: Principal,
  ): Promise<SilentDriverPageResponse> {
    return SilentDriverPageResponse.of(await this.listWeek.unacknowledged({ monday, hubId }, page, caller));
  }
}
