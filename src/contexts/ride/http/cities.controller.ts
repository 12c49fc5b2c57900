import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ConfigureCity } from '../application/configure-city';
import { ListCities } from '../application/list-cities';
import { DEFAULT_ON_DEMAND } from '../domain/city';
import { ridePermissions } from '../ride.permissions';
import { ConfigureCityRequest } from './city.request';
import { CityList, CityResponse } from './city.response';

@ApiGroup('Cities', 'Where rides begin, how early they are booked, and how far from the plan a driver may act.')
@Controller('v1/cities')
export class CitiesController {
  constructor(
    private readonly listCities: ListCities,
    private readonly configureCity: ConfigureCity,
  ) {}

  /** The cities in which rides begin: Delhi NCR by its defaults until one is configured. */
  @Get()
  @RequirePermission(ridePermissions.readCities)
  async list(@Caller() caller: Principal): Promise<CityList> {
    return CityList.of(await this.listCities.execute(caller));
  }

  /** Configures a city, as a whole. Rides booked before keep the windows they were booked under. */
  @Put(':code')
  @RequirePermission(ridePermissions.manageCities)
  async configure(
    @Param('code') code: string,
    @Body() body: ConfigureCityRequest,
    @Caller() caller: Principal,
  ): Promise<CityResponse> {
    return CityResponse.of(await this.configureCity.execute({ code, ...body, onDemand: body.onDemand ?? DEFAULT_ON_DEMAND }, caller));
  }
}
