import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ChangeHubStatus } from '../application/change-hub-status';
import { CreateHub } from '../application/create-hub';
import { ListHubs } from '../application/list-hubs';
import { ReadHub } from '../application/read-hub';
import { UpdateHub } from '../application/update-hub';
import { fleetPermissions } from '../fleet.permissions';
import { ChangeSiteStatusRequest } from './fleet.request';
import { CreateHubRequest, ListHubsRequest, UpdateHubRequest } from './hub.request';
import { HubPage, HubResponse } from './hub.response';

@ApiGroup('Hubs', 'Yards where cabs are parked and charged, and where drivers check in.')
@Controller('v1/hubs')
export class HubsController {
  constructor(
    private readonly createHub: CreateHub,
    private readonly readHub: ReadHub,
    private readonly listHubs: ListHubs,
    private readonly updateHub: UpdateHub,
    private readonly changeStatus: ChangeHubStatus,
  ) {}

  /** Adds a hub to a fleet. */
  @Post()
  @RequirePermission(fleetPermissions.createHub)
  async create(@Body() body: CreateHubRequest, @Caller() caller: Principal): Promise<HubResponse> {
    return HubResponse.of(await this.createHub.execute(body, caller));
  }

  /** Lists hubs, newest first: those of the caller’s scope. */
  @Get()
  @RequirePermission(fleetPermissions.readHubs)
  async list(@Query() query: ListHubsRequest, @Caller() caller: Principal): Promise<HubPage> {
    return HubPage.of(await this.listHubs.execute(query, caller));
  }

  /** Shows one hub. */
  @Get(':id')
  @RequirePermission(fleetPermissions.readHubs)
  async read(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<HubResponse> {
    return HubResponse.of(await this.readHub.execute(id, caller));
  }

  /** Changes the details of a hub; what is left out stays. */
  @Patch(':id')
  @RequirePermission(fleetPermissions.updateHub)
  async update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateHubRequest,
    @Caller() caller: Principal,
  ): Promise<HubResponse> {
    return HubResponse.of(await this.updateHub.execute(id, body, caller));
  }

  /**
   * Suspends, reactivates or closes a hub.
   *
   * A suspended hub takes no new vehicles, drivers or managers. To close it, move or retire what belongs to it first.
   */
  @Post(':id/status')
  @HttpCode(200)
  @RequirePermission(fleetPermissions.changeHubStatus)
  async changeHubStatus(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ChangeSiteStatusRequest,
    @Caller() caller: Principal,
  ): Promise<HubResponse> {
    return HubResponse.of(await this.changeStatus.execute(id, body, caller));
  }
}
