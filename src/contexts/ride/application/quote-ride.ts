import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type StoredQuote, tripOf } from '../domain/stored-quote';
import { Quotes } from '../persistence/quotes';
import { planOf, type PlanCommand } from './plan-command';
import { type Offer, Pricing } from './pricing';
import { assertRiderMayAsk, isRider } from './rider-of';
import { Roads } from './roads';

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
    private readonly roads: Roads,
    private readonly quotes: Quotes,
  ) {}

  /** The roads are asked first: nothing but the database is awaited inside the unit of work. */
  async execute(command: PlanCommand, principal: Principal): Promise<QuotedOffer> {
    const organizationId = organizationOf(principal);
    if (isRider(principal)) assertRiderMayAsk(command);
    const plan = planOf(command);
    const road = await this.roads.of(plan);
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
}
