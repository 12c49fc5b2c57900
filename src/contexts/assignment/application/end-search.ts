import { Injectable } from '@nestjs/common';
import type { Search } from '../domain/search';
import { Offers } from '../persistence/offers';
import { Searches } from '../persistence/searches';

/** Ends the open search of a ride, with its open offers, in the transaction of whoever holds the ride's lock. */
@Injectable()
export class EndSearch {
  constructor(
    private readonly searches: Searches,
    private readonly offers: Offers,
  ) {}

  /** A driver has the ride. */
  async assigned(rideId: string, at: Date): Promise<void> {
    await this.end(rideId, 'The ride went to another driver.', at, (search) => search.endAssigned(at));
  }

  /** The ride takes no driver any more. */
  async cancelled(rideId: string, reason: string, at: Date): Promise<void> {
    await this.end(rideId, reason, at, (search) => search.cancel(at));
  }

  /**
   * The search goes on: where an offer was open its next round, or window, follows the commit.
   * @returns how many were taken back
   */
  async withdrawOffers(search: Search, reason: string, at: Date): Promise<number> {
    const open = await this.offers.openOfSearch(search.id);
    for (const offer of open) await this.offers.change(offer, (taken) => taken.withdraw(reason, at));
    return open.length;
  }

  private async end(rideId: string, reason: string, at: Date, how: (search: Search) => void): Promise<void> {
    const search = await this.searches.openOfRide(rideId);
    if (!search) return;
    await this.withdrawOffers(search, reason, at);
    await this.searches.change(search, how);
  }
}
