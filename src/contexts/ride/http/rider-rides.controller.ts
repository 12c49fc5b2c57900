import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
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
}
