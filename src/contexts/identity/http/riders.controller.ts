import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ChangeRiderStatus } from '../application/change-rider-status';
import { ListRiders } from '../application/list-riders';
import { ShowRider } from '../application/show-rider';
import { identityPermissions } from '../identity.permissions';
import { ListRidersRequest, RiderReasonRequest } from './rider.request';
import { RiderPageResponse, RiderResponse } from './rider.response';

@ApiGroup('Riders', 'The accounts of those who ride: who signed up, and who may request rides.')
@Controller('v1/riders')
export class RidersController {
  constructor(
    private readonly listing: ListRiders,
    private readonly showing: ShowRider,
    private readonly changingStatus: ChangeRiderStatus,
  ) {}

  /** Lists the riders of the organization, newest first. */
  @Get()
  @RequirePermission(identityPermissions.readRiders)
  async list(@Query() query: ListRidersRequest, @Caller() caller: Principal): Promise<RiderPageResponse> {
    return RiderPageResponse.of(await this.listing.execute(query, caller), query.limit);
  }

  /** Shows a rider of the organization. */
  @Get(':id')
  @RequirePermission(identityPermissions.readRiders)
  async show(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<RiderResponse> {
    return RiderResponse.of(await this.showing.execute(id, caller));
  }

  /** Suspends a rider: he stays logged in, sees his rides and what he owes, and requests none. */
  @Post(':id/suspend')
  @HttpCode(200)
  @RequirePermission(identityPermissions.manageRiders)
  async suspend(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: RiderReasonRequest,
    @Caller() caller: Principal,
  ): Promise<RiderResponse> {
    return RiderResponse.of(await this.changingStatus.execute(id, { status: 'SUSPENDED', reason }, caller));
  }

  /** Lets a suspended rider request rides again. */
  @Post(':id/activate')
  @HttpCode(200)
  @RequirePermission(identityPermissions.manageRiders)
  async activate(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: RiderReasonRequest,
    @Caller() caller: Principal,
  ): Promise<RiderResponse> {
    return RiderResponse.of(await this.changingStatus.execute(id, { status: 'ACTIVE', reason }, caller));
  }
}
