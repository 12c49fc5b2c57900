import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ConfigureCity } from '../application/configure-city';
import { ListCities } from '../application/list-cities';
import { ListSurges } from '../application/list-surges';
import { SetSurge } from '../application/set-surge';
import { ridePermissions } from '../ride.permissions';
import { ConfigureCityRequest } from './city.request';
import { CityList, CityResponse } from './city.response';
import { SetSurgeRequest } from './surge.request';
import { SurgeList, SurgeResponse } from './surge.response';

@ApiGroup('Cities', 'Where rides begin, how early they are booked, and how far from the plan a driver may act.')
@Controller('v1/cities')
export class CitiesController {
  constructor(
    private readonly listCities: ListCities,
    private readonly configureCity: ConfigureCity,
    private readonly surges: ListSurges,
    private readonly surge: SetSurge,
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
    return CityResponse.of(await this.configureCity.execute({ code, ...body }, caller));
  }

  /** The surges of the city, in force now or later. */
  @Get(':code/surge')
  @RequirePermission(ridePermissions.readCities)
  async listSurges(@Param('code') code: string, @Caller() caller: Principal): Promise<SurgeList> {
    return SurgeList.of(await this.surges.execute(code, caller));
  }

  /**
   * Sets the factor that rides asked for now are quoted with, for a time.
   *
   * What was set for the same class gives way to it from its beginning on. Quotes that stand keep theirs.
   */
  @Put(':code/surge')
  @RequirePermission(ridePermissions.manageCities)
  async setSurge(
    @Param('code') code: string,
    @Body() body: SetSurgeRequest,
    @Caller() caller: Principal,
  ): Promise<SurgeResponse> {
    return SurgeResponse.of(await this.surge.execute(code, body, caller));
  }
}
