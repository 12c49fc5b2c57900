import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { notFound } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type OfferTold, type RoundTold, type SearchTold, type StoryLine, storyOf } from '../domain/dispatch-story';
import { DispatchHistory } from '../persistence/dispatch-history';
import { SearchRounds } from '../persistence/search-rounds';

export interface Dispatch {
  readonly rideId: string;
  readonly searches: readonly (SearchTold & {
    readonly rounds: readonly RoundTold[];
    readonly offers: readonly OfferTold[];
  })[];
  readonly story: readonly StoryLine[];
}

/** How a driver was searched for the ride, from the flight recorder. */
@Injectable()
export class ReadDispatch {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly history: DispatchHistory,
    private readonly rounds: SearchRounds,
  ) {}

  /** @throws DomainError `ride_not_found` */
  async execute(rideId: string, principal: Principal): Promise<Dispatch> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(async () => {
      const timeZone = await this.history.timeZoneOf(rideId, organizationId);
      if (timeZone === null) throw notFound('ride', rideId);
      const searches = await this.history.searches(rideId, organizationId);
      const rounds = await this.rounds.told(rideId, organizationId);
      const offers = await this.history.offers(rideId, organizationId, principal);
      const asked = new Set(offers.map(({ driverId }) => driverId));
      return {
        rideId,
        searches: searches.map((search) => ({
          ...search,
          rounds: rounds
            .filter(({ searchId }) => searchId === search.id)
            .map((round) => ({
              ...round,
              // Whom the caller may not see is not named to him.
              chosen: round.chosen.filter((driverId) => asked.has(driverId)),
            })),
          offers: offers.filter(({ searchId }) => searchId === search.id),
        })),
        story: storyOf(searches, rounds, offers, timeZone),
      };
    });
  }
}
