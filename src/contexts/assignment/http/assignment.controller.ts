import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { PageRequest } from '../../../platform/http/page';
import { AssignRide } from '../application/assign-ride';
import { ListCandidates } from '../application/list-candidates';
import { ReassignRide } from '../application/reassign-ride';
import { StartSearch } from '../application/start-search';
import { UnassignRide } from '../application/unassign-ride';
import { assignmentPermissions } from '../assignment.permissions';
import { AssignRideRequest, ReassignRideRequest } from './assign-ride.request';
import { CandidatePageResponse } from './candidate.response';
import { EngagementResponse } from './engagement.response';
import { ReasonRequest } from './reason.request';
import { SearchResponse } from './search.response';

@ApiGroup('Assignment', 'Giving rides to drivers, and taking them back.')
@Controller('v1/rides/:rideId')
export class AssignmentController {
  constructor(
    private readonly assign: AssignRide,
    private readonly reassign: ReassignRide,
    private readonly unassign: UnassignRide,
    private readonly listCandidates: ListCandidates,
    private readonly startSearch: StartSearch,
  ) {}

  /**
   * Gives the ride to a driver, with the vehicle of his shift.
   *
   * Refused under a code that names the weightiest reason, all being in `reasons`: `driver_not_active`, `driver_off_duty`,
   * `check_in_pending`, `driver_on_break`, `licence_expired`, `not_rostered`, `vehicle_not_active`, `vehicle_differs` (from
   * the one he checked in with), `vehicle_class_differs`, `driver_engaged`, `vehicle_engaged`; `ride_already_assigned`
   * where it has a driver.
   */
  @Post('assign')
  @HttpCode(200)
  @RequirePermission(assignmentPermissions.assign)
  async assignRide(
    @Param('rideId', ParseUUIDPipe) rideId: string,
    @Body() { driverId }: AssignRideRequest,
    @Caller() caller: Principal,
  ): Promise<EngagementResponse> {
    return EngagementResponse.of(await this.assign.execute(rideId, driverId, caller));
  }

  /**
   * Takes the ride from its driver and gives it to another.
   *
   * The other is refused for the same reasons as in assigning, and then the ride stays where it is.
   */
  @Post('reassign')
  @HttpCode(200)
  @RequirePermission(assignmentPermissions.assign)
  async reassignRide(
    @Param('rideId', ParseUUIDPipe) rideId: string,
    @Body() body: ReassignRideRequest,
    @Caller() caller: Principal,
  ): Promise<EngagementResponse> {
    return EngagementResponse.of(await this.reassign.execute(rideId, body, caller));
  }

  /** Takes the ride from its driver; it waits for another. */
  @Post('unassign')
  @HttpCode(204)
  @RequirePermission(assignmentPermissions.assign)
  async unassignRide(
    @Param('rideId', ParseUUIDPipe) rideId: string,
    @Body() { reason }: ReasonRequest,
    @Caller() caller: Principal,
  ): Promise<void> {
    await this.unassign.execute(rideId, reason, caller);
  }

  /**
   * Searches a driver for the ride by the dispatch policy.
   *
   * For a ride that waits for one, or for which none was found. Refused as `search_open` while one goes on,
   * `ride_already_assigned`, `ride_closed`, and where the ride's state forbids it.
   */
  @Post('search')
  @RequirePermission(assignmentPermissions.assign)
  async searchRide(
    @Param('rideId', ParseUUIDPipe) rideId: string,
    @Caller() caller: Principal,
  ): Promise<SearchResponse> {
    return SearchResponse.of(await this.startSearch.execute(rideId, caller));
  }

  /**
   * Who could take the ride, and what speaks against the others.
   *
   * The caller's drivers by id, each judged as assigning would judge him now.
   */
  @Get('candidates')
  @RequirePermission(assignmentPermissions.assign)
  async listRideCandidates(
    @Param('rideId', ParseUUIDPipe) rideId: string,
    @Query() page: PageRequest,
    @Caller() caller: Principal,
  ): Promise<CandidatePageResponse> {
    return CandidatePageResponse.of(await this.listCandidates.execute(rideId, page, caller));
  }
}
