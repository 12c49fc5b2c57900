import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ListDriverRides } from '../application/list-driver-rides';
import { ReadDriverRide } from '../application/read-driver-ride';
import { ridePermissions } from '../ride.permissions';
import { ListOwnRidesRequest } from './list-rides.request';
import { RidePage, RideResponse } from './ride.response';

@ApiGroup('Rides', 'Booking a ride and taking it through its life.')
@Controller('v1/driver/rides')
export class DriverRidesController {
  constructor(
    private readonly listDriverRides: ListDriverRides,
    private readonly readDriverRide: ReadDriverRide,
  ) {}

  /** The caller’s own rides, latest pickup first. */
  @Get()
  @RequirePermission(ridePermissions.readOwn)
  async list(@Query() query: ListOwnRidesRequest, @Caller() caller: Principal): Promise<RidePage> {
    return RidePage.of(await this.listDriverRides.execute(query, caller), caller);
  }

  /** One of the caller’s own rides. The rider’s phone shows while the ride is his, and no longer. */
  @Get(':id')
  @RequirePermission(ridePermissions.readOwn)
  async read(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<RideResponse> {
    return RideResponse.of(await this.readDriverRide.execute(id, caller), caller);
  }
}
