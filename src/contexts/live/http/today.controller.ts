import { Controller, Get } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ShowToday } from '../application/show-today';
import { livePermissions } from '../live.permissions';
import { TodayResponse } from './today.response';

@ApiGroup('Driver day', "The driver's app in one call.")
@Controller('v1/driver/today')
export class TodayController {
  constructor(private readonly showing: ShowToday) {}

  /**
   * The driver's day: duty and hours left, vehicle, shift, rides, documents to mind and cash in hand.
   *
   * Some milliseconds old: decisions are taken elsewhere. The rider's name and address are in it only while the ride is his.
   */
  @Get()
  @RequirePermission(livePermissions.ownDay)
  async showToday(@Caller() caller: Principal): Promise<TodayResponse> {
    return TodayResponse.of(await this.showing.execute(caller));
  }
}
