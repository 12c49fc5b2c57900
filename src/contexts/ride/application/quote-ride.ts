import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { type RoadLeg, Routing } from '../../../platform/routing/routing';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { planOf, type PlanCommand } from './plan-command';
import { type Offer, type PricedPlan, Pricing } from './pricing';

@Injectable()
export class QuoteRide {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly pricing: Pricing,
    private readonly routing: Routing,
  ) {}

  /** The roads are asked first: nothing but the database is awaited inside the unit of work. */
  async execute(command: PlanCommand, principal: Principal): Promise<Offer> {
    organizationOf(principal);
    const plan = planOf(command);
    const road = await this.roadOf(plan);
    return this.unitOfWork.run(() => this.pricing.offer({ ...plan, road }, this.clock.now()));
  }

  /** Undefined where the caller or a package says how far it is, or where nobody knows the roads. */
  private async roadOf({
    pickup,
    drop,
    stops,
    expectedMetres,
    rentalPackageCode,
  }: PricedPlan): Promise<RoadLeg | undefined> {
    if (drop === null || expectedMetres !== null || rentalPackageCode !== null) return undefined;
    const road = await this.routing.route(pickup, drop, stops);
    return road.estimated ? undefined : road;
  }
}
