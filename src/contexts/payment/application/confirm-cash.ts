import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { assertWholeSum, type CashToCollect } from '../domain/cash-to-collect';
import { Charges } from '../persistence/charges';
import { driverOf, nothingToCollect } from './driver-of';
import { RiderBalances } from './rider-balances';

/** The driver says that he has the cash: it clears the fare of his ride, and the rider's fees from before it. */
@Injectable()
export class ConfirmCash {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly charges: Charges,
    private readonly balances: RiderBalances,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `not_a_driver`; `cash_fare_not_found`, also for another driver's ride; `charge_paid`,
   * `charge_waived`; `cash_differs`, with the right figure
   */
  execute(rideId: string, command: { collectedPaise: number }, principal: Principal): Promise<CashToCollect> {
    const organizationId = organizationOf(principal);
    const driverId = driverOf(principal);
    return this.unitOfWork.run(
      async () => {
        const asked = await this.charges.cashOf(rideId, driverId);
        if (!asked) throw nothingToCollect(rideId);
        const { riderId } = asked.fare;
        await this.unitOfWork.lock([lock('rider', riderId)]);
        // Read again: until the lock was ours, an operator may have waived a part of it.
        const cash = (await this.charges.cashOf(rideId, driverId))!;
        assertWholeSum(cash, command.collectedPaise);
        const now = this.clock.now();
        for (const charge of [cash.fare, ...cash.fees]) {
          await this.charges.change(charge, (open) => open.payInCash(driverId, rideId, now));
        }
        await this.balances.tell(riderId, organizationId, now);
        return cash;
      },
      { locks: [lock('ride', rideId)] },
    );
  }
}
