import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { AppointFleetManager } from '../application/appoint-fleet-manager';
import { DismissFleetManager } from '../application/dismiss-fleet-manager';
import { ListFleetManagers } from '../application/list-fleet-managers';
import { ReadFleetManager } from '../application/read-fleet-manager';
import { UpdateFleetManager } from '../application/update-fleet-manager';
import { fleetPermissions } from '../fleet.permissions';
import {
  AppointFleetManagerRequest,
  DismissManagerRequest,
  ListFleetManagersRequest,
  UpdateManagerRequest,
} from './manager.request';
import { FleetManagerPage, FleetManagerResponse } from './manager.response';

@ApiGroup('Fleet managers', 'Who runs a fleet, with all its hubs.')
@Controller('v1/fleet-managers')
export class FleetManagersController {
  constructor(
    private readonly appointFleetManager: AppointFleetManager,
    private readonly readFleetManager: ReadFleetManager,
    private readonly listFleetManagers: ListFleetManagers,
    private readonly updateFleetManager: UpdateFleetManager,
    private readonly dismissFleetManager: DismissFleetManager,
  ) {}

  /**
   * Appoints the manager of a fleet.
   *
   * He gets an account for his phone, narrowed to the fleet, in the same transaction.
   */
  @Post()
  @RequirePermission(fleetPermissions.appointFleetManager)
  async appoint(@Body() body: AppointFleetManagerRequest, @Caller() caller: Principal): Promise<FleetManagerResponse> {
    return FleetManagerResponse.of(await this.appointFleetManager.execute(body, caller));
  }

  /** Lists fleet managers, newest first: those of the caller’s scope. */
  @Get()
  @RequirePermission(fleetPermissions.readFleetManagers)
  async list(@Query() query: ListFleetManagersRequest, @Caller() caller: Principal): Promise<FleetManagerPage> {
    return FleetManagerPage.of(await this.listFleetManagers.execute(query, caller));
  }

  /** Shows one fleet manager. */
  @Get(':id')
  @RequirePermission(fleetPermissions.readFleetManagers)
  async read(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<FleetManagerResponse> {
    return FleetManagerResponse.of(await this.readFleetManager.execute(id, caller));
  }

  /** Changes the details of a fleet manager; what is left out stays. */
  @Patch(':id')
  @RequirePermission(fleetPermissions.updateFleetManager)
  async update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateManagerRequest,
    @Caller() caller: Principal,
  ): Promise<FleetManagerResponse> {
    return FleetManagerResponse.of(await this.updateFleetManager.execute(id, body, caller));
  }

  /** Dismisses a fleet manager. His account loses the fleet at once. */
  @Post(':id/dismiss')
  @HttpCode(200)
  @RequirePermission(fleetPermissions.dismissFleetManager)
  async dismiss(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: DismissManagerRequest,
    @Caller() caller: Principal,
  ): Promise<FleetManagerResponse> {
    return FleetManagerResponse.of(await this.dismissFleetManager.execute(id, reason, caller));
  }
}
