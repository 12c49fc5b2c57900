import { Controller, Get, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ListOwnCharges } from '../application/list-own-charges';
import { ReadOwnBalance } from '../application/read-own-balance';
import { paymentPermissions } from '../payment.permissions';
import { BalanceResponse } from './balance.response';
import { ListOwnChargesRequest } from './charge.request';
import { OwnChargePage } from './charge.response';

@ApiGroup('Charges', 'What riders owe for their rides, and how it is paid, waived or disputed.')
@Controller('v1/rider')
export class RiderAccountController {
  constructor(
    private readonly readingBalance: ReadOwnBalance,
    private readonly listing: ListOwnCharges,
  ) {}

  /** What the calling rider owes, and what of it keeps him from the next ride. */
  @Get('balance')
  @RequirePermission(paymentPermissions.readOwn)
  async readBalance(@Caller() caller: Principal): Promise<BalanceResponse> {
    return this.readingBalance.execute(caller);
  }

  /** The calling rider’s charges, newest first. */
  @Get('charges')
  @RequirePermission(paymentPermissions.readOwn)
  async listOwnCharges(@Query() query: ListOwnChargesRequest, @Caller() caller: Principal): Promise<OwnChargePage> {
    return OwnChargePage.of(await this.listing.execute(query, caller));
  }
}
