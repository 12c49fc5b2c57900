import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type OfferWhereabouts, Offers } from '../persistence/offers';

/** When its time is over; nothing where it was answered. */
@Injectable()
export class LapseOffer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly offers: Offers,
    private readonly clock: Clock,
  ) {}

  async execute({ offerId, rideId, driverId }: OfferWhereabouts, organizationId: string): Promise<void> {
    await this.unitOfWork.run(() => this.offers.update(offerId, (offer) => offer.lapse(this.clock.now())), {
      as: 'worker',
      organizationId,
      locks: [lock('ride', rideId), lock('driver', driverId)],
    });
  }
}
