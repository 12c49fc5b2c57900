import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { IdempotencyKey } from '../../../platform/http/idempotency-key.decorator';
import { IdempotentByItem } from '../../../platform/http/own-idempotency.decorator';
import { ChangeDriverStatus } from '../application/change-driver-status';
import { ChangeDriverStatuses } from '../application/change-driver-statuses';
import { ListDrivers } from '../application/list-drivers';
import { ReadDriver } from '../application/read-driver';
import { RegisterDriver } from '../application/register-driver';
import { UpdateDriver } from '../application/update-driver';
import { fleetPermissions } from '../fleet.permissions';
import {
  ChangeDriverStatusesRequest,
  ChangeDriverStatusRequest,
  ListDriversRequest,
  RegisterDriverRequest,
  UpdateDriverRequest,
} from './driver.request';
import { DriverDetailResponse, DriverPage, DriverResponse } from './driver.response';
import { DriverStatusChangesResponse } from './status-change.response';

@ApiGroup('Drivers', 'The drivers: who they are, where they belong, and whether they may work.')
@Controller('v1/drivers')
export class DriversController {
  constructor(
    private readonly registerDriver: RegisterDriver,
    private readonly readDriver: ReadDriver,
    private readonly listDrivers: ListDrivers,
    private readonly updateDriver: UpdateDriver,
    private readonly changeStatus: ChangeDriverStatus,
    private readonly changeStatuses: ChangeDriverStatuses,
  ) {}

  /**
   * Registers a driver at a hub.
   *
   * He gets an account for his phone in the same transaction. He is PENDING: change his status to ACTIVE once his papers
   * are seen.
   */
  @Post()
  @RequirePermission(fleetPermissions.registerDriver)
  async register(@Body() body: RegisterDriverRequest, @Caller() caller: Principal): Promise<DriverResponse> {
    return DriverResponse.of(await this.registerDriver.execute(body, caller));
  }

  /** Lists drivers, newest first: those of the caller’s scope. */
  @Get()
  @RequirePermission(fleetPermissions.readDrivers)
  async list(@Query() query: ListDriversRequest, @Caller() caller: Principal): Promise<DriverPage> {
    return DriverPage.of(await this.listDrivers.execute(query, caller));
  }

  /**
   * Changes the status of up to 100 drivers to the same, each for itself.
   *
   * As many as an import registered, say. One that is refused is answered with its problem, and the others stand. What was
   * changed under an `Idempotency-Key` is not changed again by its repeat, whatever became of it since: he is shown as he is
   * by then. One refused as `illegal_driver_transition` is answered so again; any other refusal is tried anew. Without a key a repeat is a new request. Where the database is lost on the way, what was changed by then is
   * answered, and those behind it as `not_tried`.
   */
  @Post('statuses')
  @HttpCode(200)
  @IdempotentByItem()
  @RequirePermission(fleetPermissions.changeDriverStatus)
  async changeDriverStatuses(
    @Body() { driverIds, ...to }: ChangeDriverStatusesRequest,
    @Caller() caller: Principal,
    @IdempotencyKey() key: string | null,
  ): Promise<DriverStatusChangesResponse> {
    return DriverStatusChangesResponse.of(await this.changeStatuses.execute(driverIds, to, caller, key));
  }

  /** Shows one driver. */
  @Get(':id')
  @RequirePermission(fleetPermissions.readDrivers)
  async read(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<DriverDetailResponse> {
    return DriverDetailResponse.detailOf(await this.readDriver.execute(id, caller), caller);
  }

  /** Changes the details of a driver, or moves him to another hub; what is left out stays. */
  @Patch(':id')
  @RequirePermission(fleetPermissions.updateDriver)
  async update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UpdateDriverRequest,
    @Caller() caller: Principal,
  ): Promise<DriverResponse> {
    return DriverResponse.of(await this.updateDriver.execute(id, body, caller));
  }

  /**
   * Changes the status of a driver.
   *
   * Only an ACTIVE one can check in and be given rides. To become ACTIVE his licence must be valid.
   */
  @Post(':id/status')
  @HttpCode(200)
  @RequirePermission(fleetPermissions.changeDriverStatus)
  async changeDriverStatus(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ChangeDriverStatusRequest,
    @Caller() caller: Principal,
  ): Promise<DriverResponse> {
    return DriverResponse.of(await this.changeStatus.execute(id, body, caller));
  }
}
