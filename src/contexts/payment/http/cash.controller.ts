import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ConfirmCash } from '../application/confirm-cash';
import { ReadCash } from '../application/read-cash';
import { paymentPermissions } from '../payment.permissions';
import { ConfirmCashRequest } from './cash.request';
import { CashResponse } from './cash.response';

@ApiGroup('Charges', 'What riders owe for their rides, and how it is paid, waived or disputed.')
@Controller('v1/driver/rides')
export class CashController {
  constructor(
    private readonly reading: ReadCash,
    private readonly confirming: ConfirmCash,
  ) {}

  /** What to collect in cash for one of the caller’s own completed rides. */
  @Get(':id/cash')
  @RequirePermission(paymentPermissions.collectCash)
  async readCash(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<CashResponse> {
    return CashResponse.of(await this.reading.execute(id, caller));
  }

  /**
   * Confirms that the caller has the cash of his own ride.
   *
   * It clears the fare, and with it the fees of the rider’s earlier rides. Any other sum than `toCollectPaise` is answered 409
   * `cash_differs`, with the right one; what was confirmed before, 409 `charge_paid`.
   */
  @Post(':id/cash')
  @HttpCode(200)
  @RequirePermission(paymentPermissions.collectCash)
  async confirmCash(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ConfirmCashRequest,
    @Caller() caller: Principal,
  ): Promise<CashResponse> {
    return CashResponse.of(await this.confirming.execute(id, body, caller));
  }
}
