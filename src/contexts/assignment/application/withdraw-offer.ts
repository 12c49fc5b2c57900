import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Offers } from '../persistence/offers';
import { WillingDrivers } from '../persistence/willing-drivers';

/** Takes back what a driver can no longer answer; the search's next round follows the commit. */
@Injectable()
export class WithdrawOffer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly offers: Offers,
    private readonly drivers: WillingDrivers,
    private readonly clock: Clock,
  ) {}

  /** Of a driver who went offline: nothing where he is back, or has answered. */
  async ofDriver(driverId: string, reason: string, organizationId: string): Promise<void> {
    const terms = { as: 'worker', organizationId } as const;
    const open = await this.unitOfWork.run(() => this.offers.openOfDriver(driverId, organizationId), terms);
    if (!open) return;
    const withdraw = async (): Promise<void> => {
      if ((await this.drivers.find(driverId))?.online) return;
      await this.offers.update(open.offerId, (offer) => offer.withdraw(reason, this.clock.now()));
    };
    await this.unitOfWork.run(withdraw, { ...terms, locks: [lock('ride', open.rideId), lock('driver', driverId)] });
  }
}
