import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { SearchRoundPlanned } from '../contracts/assignment-events';
import type { Search } from '../domain/search';
import { PlanWindow } from './plan-window';

/** Sets the timer of a search's next round; one that is matched together with others joins a window instead. */
@Injectable()
export class PlanRound {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly planWindow: PlanWindow,
  ) {}

  /**
   * In the transaction of the caller, who holds the ride's lock and has saved the search. Nothing comes of it where another
   * round was run before it is due.
   */
  async execute(search: Search, dueAt: Date, now: Date): Promise<void> {
    const { id, rideId, rounds, version } = search;
    if (search.windowSeconds !== null) return this.planWindow.execute(search, dueAt, now);
    const facts = { searchId: id, rideId, round: rounds + 1, dueAt: dueAt.toISOString() };
    const timer = new SearchRoundPlanned(id, facts, now);
    timer.aggregateVersion = version;
    await this.unitOfWork.schedule(timer, dueAt);
  }
}
