import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DispatchOfferLine } from '../domain/offer-line';
import { Offers } from '../persistence/offers';

@Injectable()
export class ListDispatchOffers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly offers: Offers,
    private readonly clock: Clock,
  ) {}

  /** What drivers can still answer; a manager sees what his own drivers are offered. */
  async execute(page: PageRequest, principal: Principal): Promise<Page<DispatchOfferLine>> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(() => this.offers.openPage(organizationId, principal, this.clock.now(), page));
  }
}
