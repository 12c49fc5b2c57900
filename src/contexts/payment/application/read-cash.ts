import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { CashToCollect } from '../domain/cash-to-collect';
import { Charges } from '../persistence/charges';
import { driverOf, nothingToCollect } from './driver-of';

@Injectable()
export class ReadCash {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly charges: Charges,
  ) {}

  /** @throws DomainError `not_a_driver`; `cash_fare_not_found`, also for another driver's ride */
  async execute(rideId: string, principal: Principal): Promise<CashToCollect> {
    organizationOf(principal);
    const driverId = driverOf(principal);
    const cash = await this.unitOfWork.run(() => this.charges.cashOf(rideId, driverId));
    if (!cash) throw nothingToCollect(rideId);
    return cash;
  }
}
