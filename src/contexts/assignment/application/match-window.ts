import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { NOBODY_SEEN } from '../domain/look';
import {
  type Matched,
  matchTogether,
  type RideInWindow,
  weightOfWaiting,
  type WindowMatch,
} from '../domain/matching-window';
import type { WindowRide } from '../domain/window-record';
import { type ClosedWindow, MatchingWindows } from '../persistence/matching-windows';
import { isAtRest, type Scene, Searches } from '../persistence/searches';
import { FindNobody } from './find-nobody';
import { LookAround } from './look-around';
import { type InWindow, OfferRide } from './offer-ride';
import { PlanWindow } from './plan-window';

/** More wait for the next window: so that one ends well within its lease. */
const MOST_TOGETHER = 150;
/** Rides looked around for, or offered, at a time; each takes a connection of the workers. */
const AT_ONCE = 4;

interface Waiting extends RideInWindow {
  readonly scene: Scene;
  readonly waitedSeconds: number;
}

/**
 * Closes a window and matches the city's rides that wait: looks around for each, gives all of them drivers at the least cost
 * in all, and offers each ride under its own locks, where all that counts is read again. What comes twice finds nobody waiting.
 */
@Injectable()
export class MatchWindow {
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly windows: MatchingWindows,
    private readonly searches: Searches,
    private readonly lookAround: LookAround,
    private readonly offerRide: OfferRide,
    private readonly findNobody: FindNobody,
    private readonly planWindow: PlanWindow,
    private readonly clock: Clock,
  ) {}

  /** Whoever asks again while it is under way waits for the same. */
  execute(windowId: string, organizationId: string): Promise<void> {
    const matching =
      this.underWay.get(windowId) ?? this.match(windowId, organizationId).finally(() => this.underWay.delete(windowId));
    this.underWay.set(windowId, matching);
    return matching;
  }

  private async match(windowId: string, organizationId: string): Promise<void> {
    const window = await this.asWorker(organizationId, () => this.windows.close(windowId));
    if (!window) return;
    const ids = await this.asWorker(organizationId, () =>
      this.windows.waiting(organizationId, window, MOST_TOGETHER + 1),
    );
    const together = ids.slice(0, MOST_TOGETHER);
    const looked = await each(together, (id) => this.lookFor(id, together.length, organizationId));
    const match = matchTogether(looked.filter((ride) => ride !== null));
    const rides = await each(match.rides, (matched) => this.ask(matched, { windowId, window, match }));
    await this.asWorker(organizationId, async () => {
      const { drivers, cost, greedy } = match;
      const costs = { drivers, cost, greedyCost: greedy.cost, greedyMatched: greedy.matched };
      await this.windows.record({ windowId, ...window, matchedAt: this.clock.now(), ...costs, rides });
      const left = ids.length > MOST_TOGETHER ? await this.searches.find(ids.at(-1)!) : null;
      if (left) await this.planWindow.execute(left, this.clock.now(), this.clock.now());
    });
  }

  /** Null where it waits for nobody any more. */
  private async lookFor(searchId: string, others: number, organizationId: string): Promise<Waiting | null> {
    const scene = await this.asWorker(organizationId, () => this.searches.scene(searchId));
    if (!scene || isAtRest(scene)) return null;
    const { search, policy, ride } = scene;
    const now = this.clock.now();
    if (search.looksNoMore(policy, now)) {
      await this.findNobody.execute(scene, NOBODY_SEEN, 'time_spent');
      return null;
    }
    const look = await this.lookAround.together(scene, others + policy.batchSize - 1);
    const waitedSeconds = Math.max(0, Math.round((now.getTime() - search.startedAt.getTime()) / 1_000));
    const weight = weightOfWaiting(waitedSeconds, ride.cityTerms.matching.waitingPercentPerMinute);
    return { rideId: ride.rideId, startedAt: search.startedAt, weight, look, scene, waitedSeconds };
  }

  private async ask(matched: Matched<Waiting>, of: WindowOf): Promise<WindowRide> {
    const { ride, chosen, askable } = matched;
    const offeredTo = askable.length > 0 ? await this.offer(matched, of) : await this.wait(matched, of);
    const { rideId, waitedSeconds, weight, look } = ride;
    const candidates = look.judged.filter(({ score }) => score !== null).length;
    const given = { driverId: chosen?.driverId ?? null, cost: chosen?.score.cost ?? null };
    return { rideId, waitedSeconds, weight, candidates, ...given, offeredTo };
  }

  /** Where others took everybody since, it waits for the next window. */
  private async offer({ ride, look, askable, givenAway }: Matched<Waiting>, of: WindowOf): Promise<readonly string[]> {
    const { scene } = ride;
    const offeredTo = await this.offerRide.execute(askable, scene, look, inWindow(of, givenAway));
    if (offeredTo.length > 0) return offeredTo;
    const { search } = scene;
    await this.asWorker(search.organizationId, () =>
      this.planWindow.execute(search, this.clock.now(), this.clock.now()),
    );
    return [];
  }

  /** One that is carried along before it is due again is left as it is. */
  private async wait({ ride: { scene }, look, givenAway }: Matched<Waiting>, of: WindowOf): Promise<readonly string[]> {
    const { search } = scene;
    const isDue = search.nextLookAt === null || search.nextLookAt <= this.clock.now();
    if (isDue) await this.findNobody.execute(scene, look, 'radius_spent', inWindow(of, givenAway));
    return [];
  }

  private asWorker<T>(organizationId: string, work: () => Promise<T>): Promise<T> {
    return this.unitOfWork.run(work, { as: 'worker', organizationId });
  }
}

interface WindowOf {
  readonly windowId: string;
  readonly window: ClosedWindow;
  readonly match: WindowMatch<Waiting>;
}

function inWindow({ windowId, match: { rides, drivers } }: WindowOf, givenAway: number): InWindow {
  const others = rides.length - 1;
  const together = others === 0 ? 'by itself' : `together with ${others} other ${others === 1 ? 'ride' : 'rides'}`;
  const given =
    givenAway === 0
      ? ''
      : ` ${givenAway} who would have cost it less ${givenAway === 1 ? 'was' : 'were'} given to others, which costs less in all.`;
  return { windowId, note: `It was matched ${together} in its window, ${drivers} drivers being at hand.${given}` };
}

/** In their order; an error is thrown when all have ended. */
async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const errors: unknown[] = [];
  let next = 0;
  const loop = async (): Promise<void> => {
    for (let place = next++; place < items.length; place = next++) {
      try {
        results[place] = await work(items[place]!);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, loop));
  if (errors.length > 0) throw errors[0];
  return results;
}
