import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Offer } from '../domain/offer';
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
    const isBack = async (): Promise<boolean> => (await this.drivers.find(driverId))?.online ?? false;
    await this.unless(isBack, driverId, reason, organizationId);
  }

  /** What he was offered for when that ride is over. */
  async afterRide(earlierRideId: string, driverId: string, reason: string, organizationId: string): Promise<void> {
    const isAnother = ({ afterRideId }: Offer): Promise<boolean> => Promise.resolve(afterRideId !== earlierRideId);
    await this.unless(isAnother, driverId, reason, organizationId);
  }

  private async unless(
    stands: (offer: Offer) => Promise<boolean>,
    driverId: string,
    reason: string,
    organizationId: string,
  ): Promise<void> {
    const terms = { as: 'worker', organizationId } as const;
    const open = await this.unitOfWork.run(() => this.offers.openOfDriver(driverId, organizationId), terms);
    if (!open) return;
    const withdraw = async (): Promise<void> => {
      const offer = await this.offers.get(open.offerId);
      if (await stands(offer)) return;
      await this.offers.change(offer, (overdue) => overdue.withdraw(reason, this.clock.now()));
    };
    await this.unitOfWork.run(withdraw, { ...terms, locks: [lock('ride', open.rideId), lock('driver', driverId)] });
  }
}
