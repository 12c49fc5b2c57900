import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { notFound } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Offers } from '../persistence/offers';
import { callingDriver } from './calling-driver';

/** The next driver is asked as soon as this is committed. */
@Injectable()
export class DeclineOffer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly offers: Offers,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError not_found, also for another driver's offer; `offer_lapsed`; `offer_not_open` with its status */
  async execute(offerId: string, reason: string, principal: Principal): Promise<void> {
    const { driverId, organizationId } = callingDriver(principal);
    await this.unitOfWork.run(async () => {
      const whereabouts = await this.offers.whereabouts(offerId, organizationId);
      if (whereabouts?.driverId !== driverId) throw notFound('offer', offerId);
      await this.unitOfWork.lock([lock('ride', whereabouts.rideId), lock('driver', driverId)]);
      await this.offers.update(offerId, (offer) => offer.decline(reason, this.clock.now()));
    });
  }
}
