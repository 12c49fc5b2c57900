import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ExplainDriver } from '../application/explain-driver';
import { ReadDispatch } from '../application/read-dispatch';
import { assignmentPermissions } from '../assignment.permissions';
import { DispatchResponse } from './dispatch.response';
import { WhyRequest } from './why.request';
import { WhyResponse } from './why.response';

@ApiGroup('Dispatch', 'How a driver was searched for a ride, and why it was not another.')
@RequirePermission(assignmentPermissions.explain)
@Controller('v1/rides/:rideId/dispatch')
export class DispatchController {
  constructor(
    private readonly reading: ReadDispatch,
    private readonly explainDriver: ExplainDriver,
  ) {}

  /**
   * The story of the ride's searches: their rounds, whom they asked, and what became of it.
   *
   * Rounds are kept 30 days. A manager sees the offers of his own drivers.
   */
  @Get()
  async readDispatch(
    @Param('rideId', ParseUUIDPipe) rideId: string,
    @Caller() caller: Principal,
  ): Promise<DispatchResponse> {
    return DispatchResponse.of(await this.reading.execute(rideId, caller));
  }

  /**
   * Why this driver did not get the ride, in one sentence with the figures.
   *
   * Also for a driver who was outside the radius, or in no round at all: then what is known of him now is told. Of a ride with
   * more than 200 rounds it is told by the last 200.
   */
  @Get('why')
  async explainDispatch(
    @Param('rideId', ParseUUIDPipe) rideId: string,
    @Query() { driverId }: WhyRequest,
    @Caller() caller: Principal,
  ): Promise<WhyResponse> {
    return WhyResponse.of(await this.explainDriver.execute(rideId, driverId, caller));
  }
}
