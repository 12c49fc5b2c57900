import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { ExclusiveJobs } from '../../../platform/jobs/exclusive-jobs';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { ENOUGH_TO_CHOOSE, NOBODY_SEEN, passing } from '../domain/look';
import {
  type Matched,
  matchTogether,
  type RideInWindow,
  weightOfWaiting,
  type WindowMatch,
} from '../domain/matching-window';
import type { Search } from '../domain/search';
import type { DecidedWindow } from '../domain/window-record';
import { type ClosedWindow, MatchingWindows } from '../persistence/matching-windows';
import { isAtRest, type Scene, Searches } from '../persistence/searches';
import { FindNobody } from './find-nobody';
import { LookAround, type WideLook } from './look-around';
import { type InWindow, OfferRide } from './offer-ride';
import { PlanWindow } from './plan-window';

/** More wait for the next window; so do those for whom the time to look is over: a window is to end well within its lease. */
const MOST_TOGETHER = 150;
/** Wall time. */
const LOOKING_MS = 4_000;
/** Of each ride first. Twice as many, and again, where somebody beyond them might make the matching cheaper. */
const FIRST_WANTED = ENOUGH_TO_CHOOSE;
const MOST_WANTED = 80;
/** Rides looked around for, or offered, at a time; each takes a connection of the workers. */
const AT_ONCE = 4;

interface Waiting extends RideInWindow {
  /** Of its search. */
  readonly id: string;
  readonly scene: Scene;
  readonly waitedSeconds: number;
  /** So many of its best drivers are known. */
  readonly wanted: number;
  readonly further: WideLook['further'];
}

/**
 * Closes a window and matches the city's rides that wait: looks around for each, gives all of them drivers at the least cost
 * in all, and offers each ride under its own locks, where all that counts is read again. What comes twice finds nobody waiting.
 */
@Injectable()
export class MatchWindow {
  private readonly logger = new Logger(MatchWindow.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly jobs: ExclusiveJobs,
    private readonly windows: MatchingWindows,
    private readonly searches: Searches,
    private readonly lookAround: LookAround,
    private readonly offerRide: OfferRide,
    private readonly findNobody: FindNobody,
    private readonly planWindow: PlanWindow,
    private readonly clock: Clock,
  ) {}

  /**
   * One window of a city at a time, in whatever process: whose turn it is not yet leaves its rides to the next. Where this very
   * window is being matched already it is looked at once more, since that may break off.
   */
  async execute(windowId: string, city: string, organizationId: string): Promise<void> {
    const turn = `assignment.match_window:${organizationId}:${city}`;
    const isFirst = await this.jobs.alone(`assignment.match_window:${windowId}`, async () => {
      const isDone = await this.jobs.alone(turn, () => this.match(windowId, organizationId));
      if (!isDone) await this.leaveToNext(windowId, organizationId);
    });
    if (!isFirst) await this.lookAgain(windowId, organizationId);
  }

  private async match(windowId: string, organizationId: string): Promise<void> {
    const window = await this.asWorker(organizationId, () => this.windows.close(windowId));
    if (!window) return;
    const ids = await this.asWorker(organizationId, () =>
      this.windows.waiting(organizationId, window, MOST_TOGETHER + 1),
    );
    const together = ids.slice(0, MOST_TOGETHER);
    const lookUntil = performance.now() + LOOKING_MS;
    const left = ids.slice(MOST_TOGETHER);
    const looked = await this.each(together, left, (id) =>
      performance.now() < lookUntil ? this.lookFor(id, together.length, organizationId) : this.leave(id, left),
    );
    const match = await this.cheapest(
      looked.filter((ride) => ride !== null),
      lookUntil,
    );
    await this.asWorker(organizationId, () => this.windows.decide(this.decided(windowId, window, match)));
    const asked = match.rides.map((matched) => ({ ...matched, id: matched.ride.id }));
    await this.each(asked, left, (matched) => this.ask(matched, { windowId, match }));
    await this.asWorker(organizationId, async () => {
      await this.windows.end(windowId);
      const next = left.length > 0 ? await this.searches.find(left[0]!) : null;
      if (next) await this.planWindow.execute(next, this.clock.now(), this.clock.now());
    });
  }

  /**
   * Of all drivers, as far as anybody looks, and not only of those who were looked at: while what a ride pays leaves it open
   * that somebody farther is cheaper, it looks for more. As many as there are rides do in any case: no more can be given away.
   */
  private async cheapest(looked: readonly Waiting[], lookUntil: number): Promise<WindowMatch<Waiting>> {
    for (let rides = looked; ;) {
      const match = matchTogether(rides);
      const most = ({ scene }: Waiting): number => mostWanted(rides.length, scene);
      const unsure = match.unsure.filter((ride) => ride.further !== null && ride.wanted < most(ride));
      if (unsure.length === 0 || performance.now() >= lookUntil) return match;
      const wider = await this.each(unsure, [], (ride) => this.widened(ride, Math.min(2 * ride.wanted, most(ride))));
      const known = new Map(wider.map((ride) => [ride!.id, ride!]));
      rides = rides.map((ride) => known.get(ride.id) ?? ride);
    }
  }

  /** Where it cannot look further, what it has seen does. */
  private async widened(ride: Waiting, wanted: number): Promise<Waiting> {
    try {
      return { ...ride, wanted, ...(await ride.further!(wanted)) };
    } catch (error) {
      this.logger.warn(`Search ${ride.id} looks no further: ${String(error)}`);
      return { ...ride, further: null };
    }
  }

  private async leaveToNext(windowId: string, organizationId: string): Promise<void> {
    await this.asWorker(organizationId, async () => {
      const window = await this.windows.close(windowId);
      if (!window) return;
      const [first] = await this.windows.waiting(organizationId, window, 1);
      const search = first === undefined ? null : await this.searches.find(first);
      if (search) await this.planWindow.execute(search, this.clock.now(), this.clock.now());
      await this.windows.decide(this.decided(windowId, window, matchTogether<Waiting>([])));
      await this.windows.end(windowId);
    });
  }

  private async lookAgain(windowId: string, organizationId: string): Promise<void> {
    await this.asWorker(organizationId, async () => {
      const window = await this.windows.close(windowId);
      if (window) await this.planWindow.again(windowId, window, this.clock.now());
    });
  }

  private leave(searchId: string, left: string[]): Promise<null> {
    left.push(searchId);
    return Promise.resolve(null);
  }

  /** Null where it waits for nobody any more. */
  private async lookFor(searchId: string, rides: number, organizationId: string): Promise<Waiting | null> {
    const scene = await this.asWorker(organizationId, () => this.searches.scene(searchId));
    if (!scene || isAtRest(scene)) return null;
    const { search, policy, ride } = scene;
    const now = this.clock.now();
    if (search.looksNoMore(policy, now)) {
      await this.findNobody.execute(scene, NOBODY_SEEN, 'time_spent');
      return null;
    }
    const { waitsSince } = scene;
    const waitedSeconds = Math.max(0, Math.round((now.getTime() - waitsSince.getTime()) / 1_000));
    const weight = weightOfWaiting(waitedSeconds, ride.cityTerms.matching.waitingPercentPerMinute);
    const wanted = Math.min(FIRST_WANTED, mostWanted(rides, scene));
    const look = await this.lookAround.together(scene, rides, wanted, weight);
    return { id: searchId, rideId: ride.rideId, waitsSince, weight, scene, waitedSeconds, wanted, ...look };
  }

  private decided(windowId: string, window: ClosedWindow, match: WindowMatch<Waiting>): DecidedWindow {
    const { drivers, cost, greedy } = match;
    const rides = match.rides.map(({ ride: { rideId, waitedSeconds, weight, look }, chosen }) => {
      const given = { driverId: chosen?.driverId ?? null, cost: chosen?.score.cost ?? null };
      return { rideId, waitedSeconds, weight, candidates: passing(look.judged).length, ...given };
    });
    const costs = { drivers, cost, greedyCost: greedy.cost, greedyMatched: greedy.matched };
    return { windowId, ...window, matchedAt: this.clock.now(), ...costs, rides };
  }

  private async ask(matched: Matched<Waiting>, of: WindowOf): Promise<void> {
    const { ride, look, askable, givenAway } = matched;
    const { scene } = ride;
    const told = inWindow(of, givenAway);
    if (askable.length > 0) {
      const offeredTo = await this.offerRide.execute(askable, scene, look, told);
      // Others took everybody since.
      if (offeredTo.length === 0) await this.waitForNext(scene.search);
      return;
    }
    const { search } = scene;
    // One that is carried along before it is due again, and nobody was near, is left as it is.
    const isDue = search.nextLookAt === null || search.nextLookAt <= this.clock.now();
    if (!isDue && givenAway === 0) return;
    await this.findNobody.execute(scene, look, givenAway > 0 ? 'given_away' : 'radius_spent', told);
  }

  private async waitForNext(search: Search): Promise<void> {
    const now = this.clock.now();
    await this.asWorker(search.organizationId, () => this.planWindow.execute(search, now, now));
  }

  private asWorker<T>(organizationId: string, work: () => Promise<T>): Promise<T> {
    return this.unitOfWork.run(work, { as: 'worker', organizationId });
  }

  /**
   * In their order, and null for one that failed: a ride that cannot be matched must not keep the others waiting, and is left
   * to the next window. Where every one fails it is not the ride's fault, and the last error is thrown.
   */
  private async each<T extends string | { readonly id: string }, R>(
    items: readonly T[],
    left: string[],
    work: (item: T) => Promise<R>,
  ): Promise<(R | null)[]> {
    const results: (R | null)[] = items.map(() => null);
    const errors: unknown[] = [];
    let next = 0;
    const loop = async (): Promise<void> => {
      for (let place = next++; place < items.length; place = next++) {
        const item = items[place]!;
        try {
          results[place] = await work(item);
        } catch (error) {
          const id = typeof item === 'string' ? item : item.id;
          this.logger.warn(`Search ${id} is left to the next window: ${String(error)}`);
          errors.push(error);
          left.push(id);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, loop));
    if (errors.length > 0 && errors.length === items.length) throw errors.at(-1) as Error;
    return results;
  }
}

/** Of so many rides together: as many as they could take from one another. */
function mostWanted(rides: number, { policy }: Scene): number {
  return Math.min(rides + policy.batchSize - 1, MOST_WANTED);
}

interface WindowOf {
  readonly windowId: string;
  readonly match: WindowMatch<Waiting>;
}

function inWindow({ windowId, match: { rides, drivers } }: WindowOf, givenAway: number): InWindow {
  const others = rides.length - 1;
  const together = others === 0 ? 'by itself' : `together with ${others} other ${others === 1 ? 'ride' : 'rides'}`;
  const given =
    givenAway === 0
      ? ''
      : ` ${givenAway} who would have cost it less ${givenAway === 1 ? 'was' : 'were'} given to others: most have a driver so, the longest waiting first, at the least cost in all.`;
  return { windowId, note: `It was matched ${together} in its window, ${drivers} drivers being at hand.${given}` };
}
