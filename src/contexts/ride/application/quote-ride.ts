import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { planOf, type PlanCommand } from './plan-command';
import { type Offer, Pricing } from './pricing';

@Injectable()
export class QuoteRide {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly pricing: Pricing,
  ) {}

  execute(command: PlanCommand, principal: Principal): Promise<Offer> {
    organizationOf(principal);
    return this.unitOfWork.run(() => this.pricing.offer(planOf(command), this.clock.now()));
  }
}
