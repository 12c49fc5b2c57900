import { Injectable } from '@nestjs/common';
import type { GeoPoint } from '../../../kernel/geo-point';
import { Searches } from '../persistence/searches';
import { EndSearch } from './end-search';
import { PlanRound } from './plan-round';

/** Has the open search of a ride look around the place to which its pickup was moved. */
@Injectable()
export class MoveSearch {
  constructor(
    private readonly searches: Searches,
    private readonly endSearch: EndSearch,
    private readonly planRound: PlanRound,
  ) {}

  /**
   * In the transaction that moves the pickup. Nothing where the search looks around there already: a rider who nudges his pin
   * brings no round, which would spend what empty rounds the policy bears.
   */
  async execute(rideId: string, pickup: GeoPoint, at: Date): Promise<void> {
    const search = await this.searches.openOfRide(rideId);
    if (!search || search.looksAround(pickup)) return;
    search.movePickup(pickup);
    await this.searches.save(search);
    const withdrawn = await this.endSearch.withdrawOffers(search, 'The pickup was moved.', at);
    // An offer that is taken back brings the next round itself; two would count as two that found nobody.
    if (withdrawn === 0) await this.planRound.execute(search, at, at);
  }
}
