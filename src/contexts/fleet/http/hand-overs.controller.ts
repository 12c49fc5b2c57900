import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { PageRequest } from '../../../platform/http/page';
import { HandOverVehicle } from '../application/hand-over-vehicle';
import { ListHandOvers } from '../application/list-hand-overs';
import { fleetPermissions } from '../fleet.permissions';
import { HandOverRequest } from './hand-over.request';
import { HandOverPage, HandOverResponse } from './hand-over.response';

@ApiGroup('Vehicles', 'The cabs: what they are, where they belong, and whether they may work.')
@Controller('v1')
export class HandOversController {
  constructor(
    private readonly handOverVehicle: HandOverVehicle,
    private readonly listHandOvers: ListHandOvers,
  ) {}

  /** Records that a vehicle went from whoever held it to a driver of its hub, or to the hub. */
  @Post('vehicles/:id/hand-overs')
  @RequirePermission(fleetPermissions.handOverVehicle)
  async handOver(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: HandOverRequest,
    @Caller() caller: Principal,
  ): Promise<HandOverResponse> {
    return HandOverResponse.of(await this.handOverVehicle.byManager(id, body, caller));
  }

  /** Lists the hand-overs of a vehicle, newest first. */
  @Get('vehicles/:id/hand-overs')
  @RequirePermission(fleetPermissions.readVehicles)
  async listOfVehicle(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: PageRequest,
    @Caller() caller: Principal,
  ): Promise<HandOverPage> {
    return HandOverPage.of(await this.listHandOvers.execute(id, query, caller));
  }

  /** Hands over the vehicle that the calling driver holds: to another driver of its hub, or to the hub. */
  @Post('driver/vehicles/:id/hand-overs')
  @RequirePermission(fleetPermissions.handOverHeldVehicle)
  async handOverHeld(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: HandOverRequest,
    @Caller() caller: Principal,
  ): Promise<HandOverResponse> {
    return HandOverResponse.of(await this.handOverVehicle.byDriver(id, body, caller));
  }
}
