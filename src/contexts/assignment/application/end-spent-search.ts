import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Offers } from '../persistence/offers';
import { Searches } from '../persistence/searches';

/**
 * Ends a search whose time is spent although none of its rounds did: one that was dead-lettered, or never came, must not
 * leave the rider waiting for ever.
 */
@Injectable()
export class EndSpentSearch {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly searches: Searches,
    private readonly offers: Offers,
    private readonly clock: Clock,
  ) {}

  /** Nothing where it has ended; with an offer that can be answered still, it is asked again when that has expired. */
  async execute(searchId: string, rideId: string, organizationId: string): Promise<void> {
    const terms = { as: 'worker', organizationId, locks: [lock('ride', rideId)] } as const;
    await this.unitOfWork.run(async () => {
      const scene = await this.searches.scene(searchId);
      if (!scene || scene.search.status !== 'OPEN') return;
      const { search, policy } = scene;
      const now = this.clock.now();
      const open = await this.offers.openOfSearch(searchId);
      const answerable = open.filter(({ expiresAt }) => expiresAt > now);
      if (answerable.length > 0) {
        const expired = Math.max(...answerable.map(({ expiresAt }) => expiresAt.getTime()));
        const dueAt = new Date(expired + policy.roundPauseSeconds * 1_000);
        return this.unitOfWork.schedule(search.endPlanned(dueAt, now), dueAt);
      }
      // Their own timers were lost too.
      await this.unitOfWork.lock(open.map(({ driverId }) => lock('driver', driverId)));
      for (const offer of open) await this.offers.change(offer, (overdue) => overdue.lapse(now));
      await this.searches.change(search, (spent) => spent.giveUp('time_spent', now));
    }, terms);
  }
}
