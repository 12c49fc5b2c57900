import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ApplyForFleet } from '../application/apply-for-fleet';
import { ChangeFleetStatus } from '../application/change-fleet-status';
import { CreateFleet } from '../application/create-fleet';
import { DecideOnFleet } from '../application/decide-on-fleet';
import { ListFleets } from '../application/list-fleets';
import { ReadFleet } from '../application/read-fleet';
import { ReviewFleet } from '../application/review-fleet';
import { UpdateFleet } from '../application/update-fleet';
import { fleetPermissions } from '../fleet.permissions';
import {
  ChangeSiteStatusRequest,
  CreateFleetRequest,
  DecideOnFleetRequest,
  ListFleetsRequest,
  UpdateFleetRequest,
} from './fleet.request';
import { FleetPage, FleetResponse } from './fleet.response';

@ApiGroup('Fleets', 'Vendors whose cabs and drivers work for the organization.')
@Controller('v1/fleets')
export class FleetsController {
  constructor(
    private readonly createFleet: CreateFleet,
    private readonly readFleet: ReadFleet,
    private readonly listFleets: ListFleets,
    private readonly updateFleet: UpdateFleet,
    private readonly changeStatus: ChangeFleetStatus,
    private readonly applying: ApplyForFleet,
    private readonly reviewing: ReviewFleet,
    private readonly deciding: DecideOnFleet,
  ) {}

  /** Adds a fleet to the organization. */
  @Post()
  @RequirePermission(fleetPermissions.createFleet)
  async create(@Body() body: CreateFleetRequest, @Caller() caller: Principal): Promise<FleetResponse> {
    return FleetResponse.of(await this.createFleet.execute(body, caller));
  }

  /**
   * Applies for a fleet, which is then reviewed and approved or rejected.
   *
   * It takes in no hubs, drivers or vehicles until it is approved; its papers can be handed in meanwhile.
   */
  @Post('applications')
  @RequirePermission(fleetPermissions.applyForFleet)
  async apply(@Body() body: CreateFleetRequest, @Caller() caller: Principal): Promise<FleetResponse> {
    return FleetResponse.of(await this.applying.execute(body, caller));
  }

  /** Lists fleets, newest first: those of the caller’s scope. */
  @Get()
  @RequirePermission(fleetPermissions.readFleets)
  async list(@Query() query: ListFleetsRequest, @Caller() caller: Principal): Promise<FleetPage> {
    return FleetPage.of(await this.listFleets.execute(query, caller));
  }

  /** Shows one fleet. */
  @Get(':id')
  @RequirePermission(fleetPermissions.readFleets)
  async read(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<FleetResponse> {
    return FleetResponse.of(await this.readFleet.execute(id, caller));
  }

  /** Changes the details of a fleet; what is left out stays. */
  @Patch(':id')
  @RequirePermission(fleetPermissions.updateFleet)
  async update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateFleetRequest,
    @Caller() caller: Principal,
  ): Promise<FleetResponse> {
    return FleetResponse.of(await this.updateFleet.execute(id, body, caller));
  }

  /**
   * Suspends, reactivates or closes a fleet.
   *
   * A suspended fleet takes no new hubs, vehicles, drivers or managers. Its drivers and vehicles take no new work from the same
   * moment: no check-in, no offer, no assignment; a ride under way is finished, and each ride that is planned becomes a
   * conflict for the operator. To close it, close its hubs first.
   */
  @Post(':id/status')
  @HttpCode(200)
  @RequirePermission(fleetPermissions.changeFleetStatus)
  async changeFleetStatus(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ChangeSiteStatusRequest,
    @Caller() caller: Principal,
  ): Promise<FleetResponse> {
    return FleetResponse.of(await this.changeStatus.execute(id, body, caller));
  }

  /** Begins the review of an application. */
  @Post(':id/review')
  @HttpCode(200)
  @RequirePermission(fleetPermissions.reviewFleet)
  async review(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<FleetResponse> {
    return FleetResponse.of(await this.reviewing.execute(id, caller));
  }

  /** Approves a reviewed application: the fleet takes in hubs, drivers and vehicles. */
  @Post(':id/approve')
  @HttpCode(200)
  @RequirePermission(fleetPermissions.reviewFleet)
  async approve(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: DecideOnFleetRequest,
    @Caller() caller: Principal,
  ): Promise<FleetResponse> {
    return FleetResponse.of(await this.deciding.execute(id, 'ACTIVE', reason, caller));
  }

  /** Rejects a reviewed application, for good. */
  @Post(':id/reject')
  @HttpCode(200)
  @RequirePermission(fleetPermissions.reviewFleet)
  async reject(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: DecideOnFleetRequest,
    @Caller() caller: Principal,
  ): Promise<FleetResponse> {
    return FleetResponse.of(await this.deciding.execute(id, 'REJECTED', reason, caller));
  }
}
