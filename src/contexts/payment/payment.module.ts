import { Module } from '@nestjs/common';
import { ConfirmCash } from './application/confirm-cash';
import { DecideAboutCharge } from './application/decide-about-charge';
import { ListCharges } from './application/list-charges';
import { ListOwnCharges } from './application/list-own-charges';
import { RaiseCharges } from './application/raise-charges.listener';
import { ReadCash } from './application/read-cash';
import { ReadCharge } from './application/read-charge';
import { ReadOwnBalance } from './application/read-own-balance';
import { RiderBalances } from './application/rider-balances';
import { SettleDifference } from './application/settle-difference';
import { CashController } from './http/cash.controller';
import { ChargesController } from './http/charges.controller';
import { RiderAccountController } from './http/rider-account.controller';
import { Charges } from './persistence/charges';

@Module({
  controllers: [CashController, ChargesController, RiderAccountController],
  providers: [
    Charges,
    ConfirmCash,
    DecideAboutCharge,
    ListCharges,
    ListOwnCharges,
    RaiseCharges,
    ReadCash,
    ReadCharge,
    ReadOwnBalance,
    RiderBalances,
    SettleDifference,
  ],
})
export class PaymentModule {}
