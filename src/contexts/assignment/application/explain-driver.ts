import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { notFound } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { readingOrder, settles, type Why, whyDriver } from '../domain/why-driver';
import { DispatchHistory } from '../persistence/dispatch-history';
import { SearchRounds } from '../persistence/search-rounds';

/** Why this driver has the ride, or has it not. */
@Injectable()
export class ExplainDriver {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly history: DispatchHistory,
    private readonly searchRounds: SearchRounds,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `ride_not_found`, `driver_not_found` */
  async execute(rideId: string, driverId: string, principal: Principal): Promise<Why> {
    const organizationId = organizationOf(principal);
    const askedAt = this.clock.now();
    const { outlines, ...known } = await this.unitOfWork.run(async () => {
      const timeZone = await this.history.timeZoneOf(rideId, organizationId);
      if (timeZone === null) throw notFound('ride', rideId);
      const driver = await this.history.driver(driverId, rideId, organizationId, principal);
      if (!driver) throw notFound('driver', driverId);
      const { outlines, isCut } = await this.searchRounds.outlines(rideId, organizationId);
      const chosen = [...new Set(outlines.flatMap(({ round }) => round.chosen))];
      const offers = await this.history.offers(rideId, organizationId, principal);
      return {
        ...{ outlines, isCut, driver, timeZone },
        searches: await this.history.searches(rideId, organizationId),
        offers: offers.filter((offer) => offer.driverId === driverId),
        accepted: await this.history.accepted(rideId, organizationId),
        holds: await this.history.holds(rideId, driverId),
        names: await this.history.names(chosen, organizationId, principal),
      };
    });
    const rounds = outlines.map(({ round }) => round);
    // Hundreds of rounds may take seconds: no connection waits for that, and one record is in memory at a time.
    for (const place of readingOrder({ ...known, rounds })) {
      const round = await this.searchRounds.withDriver(outlines[place]!, driverId);
      rounds[place] = round;
      if (settles({ ...known, rounds }, round)) break;
    }
    return whyDriver({ ...known, rounds, askedAt });
  }
}
