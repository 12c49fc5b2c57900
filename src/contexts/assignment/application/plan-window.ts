import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { MatchingWindowPlanned } from '../contracts/assignment-events';
import { windowClosesAt } from '../domain/matching-window';
import type { Search } from '../domain/search';
import { secondsAfter } from '../domain/progress-watch';
import { type ClosedWindow, MatchingWindows } from '../persistence/matching-windows';

/** Domain time; in as much wall time the lease of who died at it is over. */
const AGAIN_SECONDS = 10;

/** Puts a search into the window that it is matched in, and sets that window's timer where it is the first of it. */
@Injectable()
export class PlanWindow {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly windows: MatchingWindows,
  ) {}

  /**
   * In the transaction of the caller, and no later than it commits the window waits for it. One that closed meanwhile is
   * passed over for the next.
   * @param from the earliest moment at which the window may close
   */
  async execute({ organizationId, city, windowSeconds }: Search, from: Date, now: Date): Promise<void> {
    for (let closesAt = windowClosesAt(from, windowSeconds!); ; closesAt = windowClosesAt(closesAt, windowSeconds!)) {
      const windowId = uuidv7();
      if (await this.windows.open(windowId, organizationId, city, closesAt))
        return this.setTimer(windowId, { city, closesAt }, closesAt, now);
      if (await this.windows.join(organizationId, city, closesAt)) return;
    }
  }

  /** Somebody is at it: whether he has come to its end is seen later. */
  again(windowId: string, window: ClosedWindow, now: Date): Promise<void> {
    return this.setTimer(windowId, window, secondsAfter(now, AGAIN_SECONDS), now);
  }

  private setTimer(windowId: string, { city, closesAt }: ClosedWindow, dueAt: Date, now: Date): Promise<void> {
    const facts = { windowId, city, closesAt: closesAt.toISOString() };
    const timer = new MatchingWindowPlanned(windowId, facts, now);
    timer.aggregateVersion = 1;
    return this.unitOfWork.schedule(timer, dueAt);
  }
}
