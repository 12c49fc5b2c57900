import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { AppointHubManager } from '../application/appoint-hub-manager';
import { DismissHubManager } from '../application/dismiss-hub-manager';
import { ListHubManagers } from '../application/list-hub-managers';
import { ReadHubManager } from '../application/read-hub-manager';
import { UpdateHubManager } from '../application/update-hub-manager';
import { fleetPermissions } from '../fleet.permissions';
import {
  AppointHubManagerRequest,
  DismissManagerRequest,
  ListHubManagersRequest,
  UpdateManagerRequest,
} from './manager.request';
import { HubManagerPage, HubManagerResponse } from './manager.response';

@ApiGroup('Hub managers', 'Who runs a hub.')
@Controller('v1/hub-managers')
export class HubManagersController {
  constructor(
    private readonly appointHubManager: AppointHubManager,
    private readonly readHubManager: ReadHubManager,
    private readonly listHubManagers: ListHubManagers,
    private readonly updateHubManager: UpdateHubManager,
    private readonly dismissHubManager: DismissHubManager,
  ) {}

  /**
   * Appoints the manager of a hub.
   *
   * He gets an account for his phone, narrowed to the hub, in the same transaction.
   */
  @Post()
  @RequirePermission(fleetPermissions.appointHubManager)
  async appoint(@Body() body: AppointHubManagerRequest, @Caller() caller: Principal): Promise<HubManagerResponse> {
    return HubManagerResponse.of(await this.appointHubManager.execute(body, caller));
  }

  /** Lists hub managers, newest first: those of the caller’s scope. */
  @Get()
  @RequirePermission(fleetPermissions.readHubManagers)
  async list(@Query() query: ListHubManagersRequest, @Caller() caller: Principal): Promise<HubManagerPage> {
    return HubManagerPage.of(await this.listHubManagers.execute(query, caller));
  }

  /** Shows one hub manager. */
  @Get(':id')
  @RequirePermission(fleetPermissions.readHubManagers)
  async read(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<HubManagerResponse> {
    return HubManagerResponse.of(await this.readHubManager.execute(id, caller));
  }

  /** Changes the details of a hub manager; what is left out stays. */
  @Patch(':id')
  @RequirePermission(fleetPermissions.updateHubManager)
  async update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateManagerRequest,
    @Caller() caller: Principal,
  ): Promise<HubManagerResponse> {
    return HubManagerResponse.of(await this.updateHubManager.execute(id, body, caller));
  }

  /** Dismisses a hub manager. His account loses the hub at once. */
  @Post(':id/dismiss')
  @HttpCode(200)
  @RequirePermission(fleetPermissions.dismissHubManager)
  async dismiss(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: DismissManagerRequest,
    @Caller() caller: Principal,
  ): Promise<HubManagerResponse> {
    return HubManagerResponse.of(await this.dismissHubManager.execute(id, reason, caller));
  }
}
