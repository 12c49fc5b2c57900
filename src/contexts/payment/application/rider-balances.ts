import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { RiderBalanceChanged } from '../contracts/payment-events';
import { Charges } from '../persistence/charges';

/** Part of everything that changes charges: tells in the same transaction, under the rider's lock, what he owes now. */
@Injectable()
export class RiderBalances {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly charges: Charges,
  ) {}

  async tell(riderId: string, organizationId: string, at: Date): Promise<void> {
    const balance = await this.charges.balanceOf(riderId, organizationId);
    await this.unitOfWork.publish(new RiderBalanceChanged(riderId, { riderId, ...balance }, at));
  }
}
