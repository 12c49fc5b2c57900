import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { PageRequest } from '../../../platform/http/page';
import { EndOutage } from '../application/end-outage';
import { ListOutages } from '../application/list-outages';
import { NoteOutage } from '../application/note-outage';
import { fleetPermissions } from '../fleet.permissions';
import { EndOutageRequest, NoteOutageRequest } from './vehicle-outage.request';
import { OutagePage, OutageResponse } from './vehicle-outage.response';

@ApiGroup('Vehicles', 'The cabs: what they are, where they belong, and whether they may work.')
@Controller('v1/vehicles/:vehicleId/outages')
export class VehicleOutagesController {
  constructor(
    private readonly noteOutage: NoteOutage,
    private readonly endOutage: EndOutage,
    private readonly listOutages: ListOutages,
  ) {}

  /**
   * Says when a vehicle is out of service.
   *
   * Nothing is planned or assigned in that time. No two outages of a vehicle overlap.
   */
  @Post()
  @RequirePermission(fleetPermissions.changeVehicleAvailability)
  async note(
    @Param('vehicleId', ParseUUIDPipe) vehicleId: string,
    @Body() body: NoteOutageRequest,
    @Caller() caller: Principal,
  ): Promise<OutageResponse> {
    return OutageResponse.of(await this.noteOutage.execute(vehicleId, body, caller));
  }

  /** Lists the outages of a vehicle, newest first, also those that are over. */
  @Get()
  @RequirePermission(fleetPermissions.readVehicles)
  async list(
    @Param('vehicleId', ParseUUIDPipe) vehicleId: string,
    @Query() query: PageRequest,
    @Caller() caller: Principal,
  ): Promise<OutagePage> {
    return OutagePage.of(await this.listOutages.execute(vehicleId, query, caller));
  }

  /** Ends an outage, sooner or later than was said; one that has not begun by then is withdrawn. */
  @Post(':outageId/end')
  @HttpCode(200)
  @RequirePermission(fleetPermissions.changeVehicleAvailability)
  async end(
    @Param('vehicleId', ParseUUIDPipe) vehicleId: string,
    @Param('outageId', ParseUUIDPipe) outageId: string,
    @Body() body: EndOutageRequest,
    @Caller() caller: Principal,
  ): Promise<OutageResponse> {
    return OutageResponse.of(await this.endOutage.execute(vehicleId, outageId, body, caller));
  }
}
