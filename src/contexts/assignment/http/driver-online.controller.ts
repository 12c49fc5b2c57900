import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { GoOffline } from '../application/go-offline';
import { GoOnline } from '../application/go-online';
import { ShowOnline } from '../application/show-online';
import { assignmentPermissions } from '../assignment.permissions';
import { GoOfflineRequest } from './go-offline.request';
import { WillingnessResponse } from './willingness.response';

@ApiGroup('Driver online', 'The switch with which a driver says that he takes rides on demand.')
@RequirePermission(assignmentPermissions.takeRides)
@Controller('v1/driver')
export class DriverOnlineController {
  constructor(
    private readonly goingOnline: GoOnline,
    private readonly goingOffline: GoOffline,
    private readonly showing: ShowOnline,
  ) {}

  /**
   * Takes rides on demand from now on.
   *
   * Only on approved duty and not on a break. A break, a check-out and a suspension end it; after a break it is asked again.
   */
  @Post('go-online')
  @HttpCode(200)
  async goOnline(@Caller() caller: Principal): Promise<WillingnessResponse> {
    return WillingnessResponse.of(await this.goingOnline.execute(caller));
  }

  /**
   * Takes no further rides on demand.
   *
   * A ride that is assigned already stays.
   */
  @Post('go-offline')
  @HttpCode(200)
  async goOffline(@Body() { reason }: GoOfflineRequest, @Caller() caller: Principal): Promise<WillingnessResponse> {
    return WillingnessResponse.of(await this.goingOffline.execute(reason, caller));
  }

  /** Whether the driver takes rides on demand. */
  @Get('online')
  async showOnline(@Caller() caller: Principal): Promise<WillingnessResponse> {
    return WillingnessResponse.of(await this.showing.execute(caller));
  }
}
