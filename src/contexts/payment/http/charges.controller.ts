import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { DecideAboutCharge } from '../application/decide-about-charge';
import { ListCharges } from '../application/list-charges';
import { ReadCharge } from '../application/read-charge';
import { SettleDifference } from '../application/settle-difference';
import { paymentPermissions } from '../payment.permissions';
import { ChargeReasonRequest, ListChargesRequest } from './charge.request';
import { ChargePage, ChargeResponse } from './charge.response';

@ApiGroup('Charges', 'What riders owe for their rides, and how it is paid, waived or disputed.')
@Controller('v1/charges')
export class ChargesController {
  constructor(
    private readonly listing: ListCharges,
    private readonly reading: ReadCharge,
    private readonly deciding: DecideAboutCharge,
    private readonly settling: SettleDifference,
  ) {}

  /** Lists what riders owe and owed, newest first. */
  @Get()
  @RequirePermission(paymentPermissions.readCharges)
  async list(@Query() query: ListChargesRequest, @Caller() caller: Principal): Promise<ChargePage> {
    return ChargePage.of(await this.listing.execute(query, caller));
  }

  /** Shows one charge. */
  @Get(':id')
  @RequirePermission(paymentPermissions.readCharges)
  async read(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<ChargeResponse> {
    return ChargeResponse.of(await this.reading.execute(id, caller));
  }

  /** Waives a charge that is due or disputed: nobody owes it any more. */
  @Post(':id/waive')
  @HttpCode(200)
  @RequirePermission(paymentPermissions.settleCharges)
  async waive(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ChargeReasonRequest,
    @Caller() caller: Principal,
  ): Promise<ChargeResponse> {
    return ChargeResponse.of(await this.deciding.execute(id, { step: 'waive', reason }, caller));
  }

  /** Records that a charge is disputed: until that is settled it keeps nobody from riding. */
  @Post(':id/dispute')
  @HttpCode(200)
  @RequirePermission(paymentPermissions.settleCharges)
  async dispute(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ChargeReasonRequest,
    @Caller() caller: Principal,
  ): Promise<ChargeResponse> {
    return ChargeResponse.of(await this.deciding.execute(id, { step: 'dispute', reason }, caller));
  }

  /** Settles a dispute against the rider, who owes the charge again. One that he wins is waived. */
  @Post(':id/settle')
  @HttpCode(200)
  @RequirePermission(paymentPermissions.settleCharges)
  async settle(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ChargeReasonRequest,
    @Caller() caller: Principal,
  ): Promise<ChargeResponse> {
    return ChargeResponse.of(await this.deciding.execute(id, { step: 'settle', reason }, caller));
  }

  /** Records, once, that the difference of a paid fare from the reviewed one was refunded, collected or let be. */
  @Post(':id/settle-difference')
  @HttpCode(200)
  @RequirePermission(paymentPermissions.settleCharges)
  async settleDifference(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ChargeReasonRequest,
    @Caller() caller: Principal,
  ): Promise<ChargeResponse> {
    return ChargeResponse.of(await this.settling.execute(id, reason, caller));
  }
}
