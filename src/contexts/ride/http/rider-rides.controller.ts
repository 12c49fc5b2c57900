import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { EndBrokenDownRide } from '../application/end-broken-down-ride';
import { ListRiderRides } from '../application/list-rider-rides';
import { ReadRiderRide } from '../application/read-rider-ride';
import { ridePermissions } from '../ride.permissions';
import { ListOwnRidesRequest } from './list-rides.request';
import { RiderRidePage, RiderRideResponse } from './rider-ride.response';

@ApiGroup('Rides', 'Booking a ride and taking it through its life.')
@Controller('v1/rider/rides')
export class RiderRidesController {
  constructor(
    private readonly listRiderRides: ListRiderRides,
    private readonly readRiderRide: ReadRiderRide,
    private readonly ending: EndBrokenDownRide,
  ) {}

  /** The rides on the caller’s account, latest pickup first. */
  @Get()
  @RequirePermission(ridePermissions.readOwnRider)
  async list(@Query() query: ListOwnRidesRequest, @Caller() caller: Principal): Promise<RiderRidePage> {
    return RiderRidePage.of(await this.listRiderRides.execute(query, caller));
  }

  /**
   * One of the rides on the caller’s account.
   *
   * While a driver is coming it shows how to reach him, and the code that starts the ride.
   */
  @Get(':id')
  @RequirePermission(ridePermissions.readOwnRider)
  async read(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<RiderRideResponse> {
    const { ride, startCode } = await this.readRiderRide.execute(id, caller);
    return RiderRideResponse.of(ride, startCode);
  }

  /**
   * Ends the trip where its cab broke down.
   *
   * Once the search for another cab has ended without one; what is due is the fare of what was driven.
   */
  @Post(':id/end')
  @HttpCode(200)
  @RequirePermission(ridePermissions.readOwnRider)
  async end(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<RiderRideResponse> {
    return RiderRideResponse.of(await this.ending.execute(id, caller), null);
  }
}
