import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { IdempotencyKey } from '../../../platform/http/idempotency-key.decorator';
import { IdempotentByItem } from '../../../platform/http/own-idempotency.decorator';
import { ChangeVehicleStatus } from '../application/change-vehicle-status';
import { ChangeVehicleStatuses } from '../application/change-vehicle-statuses';
import { CorrectOdometer } from '../application/correct-odometer';
import { ListVehicles } from '../application/list-vehicles';
import { ReadVehicle } from '../application/read-vehicle';
import { RegisterVehicle } from '../application/register-vehicle';
import { UpdateVehicle } from '../application/update-vehicle';
import { fleetPermissions } from '../fleet.permissions';
import {
  ChangeVehicleStatusesRequest,
  ChangeVehicleStatusRequest,
  CorrectOdometerRequest,
  ListVehiclesRequest,
  RegisterVehicleRequest,
  UpdateVehicleRequest,
} from './vehicle.request';
import { VehiclePage, VehicleResponse } from './vehicle.response';
import { VehicleStatusChangesResponse } from './status-change.response';

@ApiGroup('Vehicles', 'The cabs: what they are, where they belong, and whether they may work.')
@Controller('v1/vehicles')
export class VehiclesController {
  constructor(
    private readonly registerVehicle: RegisterVehicle,
    private readonly readVehicle: ReadVehicle,
    private readonly listVehicles: ListVehicles,
    private readonly updateVehicle: UpdateVehicle,
    private readonly changeStatus: ChangeVehicleStatus,
    private readonly changeStatuses: ChangeVehicleStatuses,
    private readonly correctOdometer: CorrectOdometer,
  ) {}

  /**
   * Registers a vehicle at a hub.
   *
   * It is PENDING: change its status to ACTIVE once its papers are seen.
   */
  @Post()
  @RequirePermission(fleetPermissions.registerVehicle)
  async register(@Body() body: RegisterVehicleRequest, @Caller() caller: Principal): Promise<VehicleResponse> {
    return VehicleResponse.of(await this.registerVehicle.execute(body, caller));
  }

  /** Lists vehicles, newest first: those of the caller’s scope. */
  @Get()
  @RequirePermission(fleetPermissions.readVehicles)
  async list(@Query() query: ListVehiclesRequest, @Caller() caller: Principal): Promise<VehiclePage> {
    return VehiclePage.of(await this.listVehicles.execute(query, caller));
  }

  /**
   * Changes the status of up to 100 vehicles to the same, each for itself.
   *
   * As many as an import registered, say. One that is refused is answered with its problem, and the others stand. What was
   * changed under an `Idempotency-Key` is not changed again by its repeat, whatever became of it since: it is shown as it is
   * by then. One refused as `illegal_vehicle_transition` is answered so again; any other refusal is tried anew. Without a key a repeat is a new request. Where the database is lost on the way, what was changed by then is
   * answered, and those behind it as `not_tried`.
   */
  @Post('statuses')
  @HttpCode(200)
  @IdempotentByItem()
  @RequirePermission(fleetPermissions.changeVehicleStatus)
  async changeVehicleStatuses(
    @Body() { vehicleIds, ...to }: ChangeVehicleStatusesRequest,
    @Caller() caller: Principal,
    @IdempotencyKey() key: string | null,
  ): Promise<VehicleStatusChangesResponse> {
    return VehicleStatusChangesResponse.of(await this.changeStatuses.execute(vehicleIds, to, caller, key));
  }

  /** Shows one vehicle. */
  @Get(':id')
  @RequirePermission(fleetPermissions.readVehicles)
  async read(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<VehicleResponse> {
    return VehicleResponse.of(await this.readVehicle.execute(id, caller));
  }

  /** Changes the details of a vehicle, or moves it to another hub; what is left out stays. */
  @Patch(':id')
  @RequirePermission(fleetPermissions.updateVehicle)
  async update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateVehicleRequest,
    @Caller() caller: Principal,
  ): Promise<VehicleResponse> {
    return VehicleResponse.of(await this.updateVehicle.execute(id, body, caller));
  }

  /**
   * Changes the status of a vehicle.
   *
   * Only an ACTIVE one can be rostered and driven. RETIRED also needs the permission `fleet.retire_vehicle`.
   */
  @Post(':id/status')
  @HttpCode(200)
  @RequirePermission(fleetPermissions.changeVehicleStatus)
  async changeVehicleStatus(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ChangeVehicleStatusRequest,
    @Caller() caller: Principal,
  ): Promise<VehicleResponse> {
    return VehicleResponse.of(await this.changeStatus.execute(id, body, caller));
  }

  /**
   * Puts the odometer of a vehicle right, up or down.
   *
   * For readings that were mistyped: what was read before the correction no longer counts.
   */
  @Post(':id/odometer-corrections')
  @RequirePermission(fleetPermissions.correctOdometer)
  async correctVehicleOdometer(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CorrectOdometerRequest,
    @Caller() caller: Principal,
  ): Promise<VehicleResponse> {
    return VehicleResponse.of(await this.correctOdometer.execute(id, body, caller));
  }
}
