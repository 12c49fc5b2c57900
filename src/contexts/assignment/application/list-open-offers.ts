import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { OfferLine } from '../domain/offer-line';
import { Offers } from '../persistence/offers';
import { callingDriver } from './calling-driver';

@Injectable()
export class ListOpenOffers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly offers: Offers,
    private readonly clock: Clock,
  ) {}

  /** What the driver can still answer: one at most. */
  async execute(principal: Principal): Promise<OfferLine[]> {
    const { driverId, organizationId } = callingDriver(principal);
    return this.unitOfWork.run(() => this.offers.openLines(driverId, organizationId, this.clock.now()));
  }
}
