import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { WithdrawFromRide } from '../application/withdraw-from-ride';
import { assignmentPermissions } from '../assignment.permissions';
import { ReasonRequest } from './reason.request';

@ApiGroup('Driver withdrawal', 'Giving up a ride, as its driver.')
@RequirePermission(assignmentPermissions.takeRides)
@Controller('v1/driver/rides')
export class DriverWithdrawalController {
  constructor(private readonly withdrawing: WithdrawFromRide) {}

  /**
   * Gives up a ride before the rider is aboard.
   *
   * A ride on demand is searched another driver at once, and is never offered to this one again; a scheduled one waits for
   * whoever assigns. What it costs the driver is decided elsewhere.
   */
  @Post(':id/withdraw')
  @HttpCode(204)
  async withdrawFromRide(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ReasonRequest,
    @Caller() caller: Principal,
  ): Promise<void> {
    await this.withdrawing.execute(id, reason, caller);
  }
}
