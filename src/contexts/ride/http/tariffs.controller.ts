import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { AddTariff } from '../application/add-tariff';
import { EndTariff } from '../application/end-tariff';
import { ListTariffs } from '../application/list-tariffs';
import { ridePermissions } from '../ride.permissions';
import { AddTariffRequest, EndTariffRequest, ListTariffsRequest } from './tariff.request';
import { TariffPage, TariffResponse } from './tariff.response';

@ApiGroup('Tariffs', 'What rides cost, by city, class and trip type, each in force over a time.')
@Controller('v1/tariffs')
export class TariffsController {
  constructor(
    private readonly addTariff: AddTariff,
    private readonly listTariffs: ListTariffs,
    private readonly endTariff: EndTariff,
  ) {}

  /**
   * Adds a tariff.
   *
   * It is never edited: to change a price, end it and add another. One of the same scope may not be in force with it.
   */
  @Post()
  @RequirePermission(ridePermissions.manageTariffs)
  async add(@Body() body: AddTariffRequest, @Caller() caller: Principal): Promise<TariffResponse> {
    return TariffResponse.of(await this.addTariff.execute(body, caller));
  }

  /** Tariffs, newest first. */
  @Get()
  @RequirePermission(ridePermissions.readTariffs)
  async list(@Query() query: ListTariffsRequest, @Caller() caller: Principal): Promise<TariffPage> {
    return TariffPage.of(await this.listTariffs.execute(query, caller));
  }

  /** Ends a tariff, now or later. Rides that were quoted under it keep its terms. */
  @Post(':id/end')
  @HttpCode(200)
  @RequirePermission(ridePermissions.manageTariffs)
  async end(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: EndTariffRequest,
    @Caller() caller: Principal,
  ): Promise<TariffResponse> {
    return TariffResponse.of(await this.endTariff.execute(id, body, caller));
  }
}
