import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { type RoadLeg, Routing } from '../../../platform/routing/routing';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type StoredQuote, tripOf } from '../domain/stored-quote';
import { Quotes } from '../persistence/quotes';
import { planOf, type PlanCommand } from './plan-command';
import { type Offer, type PricedPlan, Pricing } from './pricing';
import { assertRiderMayAsk, isRider } from './rider-of';

/** An offer that stands until then, to be named by its id. */
export interface QuotedOffer extends Offer {
  readonly id: string;
  readonly validUntil: Date;
}

const MINUTE_MILLISECONDS = 60_000;

@Injectable()
export class QuoteRide {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly pricing: Pricing,
    private readonly routing: Routing,
    private readonly quotes: Quotes,
  ) {}

  /** The roads are asked first: nothing but the database is awaited inside the unit of work. */
  async execute(command: PlanCommand, principal: Principal): Promise<QuotedOffer> {
    const organizationId = organizationOf(principal);
    if (isRider(principal)) assertRiderMayAsk(command);
    const plan = planOf(command);
    const road = await this.roadOf(plan);
    return this.unitOfWork.run(async () => {
      const now = this.clock.now();
      const offer = await this.pricing.offer({ ...plan, road }, now);
      const { city, tariffId, terms, surgePermille, expectation, fare } = offer;
      const quote: StoredQuote = {
        ...{ id: uuidv7(), organizationId, askedBy: principal.userId, cityCode: city.code, trip: tripOf(plan) },
        ...{ tariffId, terms, surgePermille },
        ...{ expectedMetres: expectation.metres, expectedMinutes: expectation.minutes },
        ...{ expectationSource: expectation.source, farePaise: fare.totalPaise, fareLines: fare.lines },
        ...{ quotedAt: now, validUntil: new Date(now.getTime() + city.onDemand.quoteMinutes * MINUTE_MILLISECONDS) },
      };
      await this.quotes.add(quote);
      return { ...offer, id: quote.id, validUntil: quote.validUntil };
    });
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
