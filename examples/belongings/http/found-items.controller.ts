import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../src/platform/auth/access.decorators';
import type { Principal } from '../../../src/platform/auth/principal';
import { ApiGroup } from '../../../src/platform/http/api-group';
import { HandBackItem } from '../application/hand-back-item';
import { ReportFoundItem } from '../application/report-found-item';
import { belongingsPermissions } from '../belongings.permissions';
import { ReportFoundItemRequest } from './found-item.request';
import { FoundItemResponse } from './found-item.response';

@ApiGroup('Belongings', 'What people leave in cabs, and how they get it back.')
@Controller('v1/found-items')
export class FoundItemsController {
  constructor(
    private readonly reporting: ReportFoundItem,
    private readonly handingBack: HandBackItem,
  ) {}

  /** Reports what was left in the caller’s cab after a ride of his. */
  @Post()
  @RequirePermission(belongingsPermissions.report)
  async reportFoundItem(@Body() body: ReportFoundItemRequest, @Caller() caller: Principal): Promise<FoundItemResponse> {
    return FoundItemResponse.of(await this.reporting.execute(body, caller));
  }

  /** Says that its owner has it again. */
  @Post(':id/hand-back')
  @HttpCode(200)
  @RequirePermission(belongingsPermissions.handBack)
  async handBackItem(@Param('id') id: string, @Caller() caller: Principal): Promise<FoundItemResponse> {
    return FoundItemResponse.of(await this.handingBack.execute(id, caller));
  }
}
