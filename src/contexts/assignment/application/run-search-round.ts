import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { ENOUGH_TO_CHOOSE, type Look, MOST_JUDGED, NOBODY_SEEN, passing } from '../domain/look';
import { rank } from '../domain/rank-candidates';
import { isAtRest, type Scene, Searches } from '../persistence/searches';
import { FindNobody } from './find-nobody';
import { LookAround } from './look-around';
import { OfferRide } from './offer-ride';
import { PlanWindow } from './plan-window';

/**
 * A round that others overtook begins anew with what is there now, each time with twice as many to choose from: by the last
 * beginning as many searches as a round judges drivers have found one each, or looked to the largest radius.
 */
const MOST_BEGINNINGS = 12;

type Outcome = 'done' | 'overtaken';

/**
 * One round of a search: look around and rank without a lock, then offer the ride to the best under his lock and the
 * ride's. A search that is matched together with others waits for its window instead.
 */
@Injectable()
export class RunSearchRound {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly searches: Searches,
    private readonly lookAround: LookAround,
    private readonly offerRide: OfferRide,
    private readonly findNobody: FindNobody,
    private readonly planWindow: PlanWindow,
    private readonly clock: Clock,
  ) {}

  /**
   * Nothing where the search has ended, waits for an answer, or has had this round.
   * @param round the one that is due, from 1; null: the next, whichever that is.
   */
  async execute(searchId: string, organizationId: string, round: number | null = null): Promise<void> {
    for (let beginning = 1; beginning <= MOST_BEGINNINGS; beginning++) {
      const enough = Math.min(MOST_JUDGED, ENOUGH_TO_CHOOSE * 2 ** (beginning - 1));
      const begun = await this.asWorker(organizationId, () => this.begin(searchId, round, enough));
      if (!begun || (await this.run(begun)) === 'done') return;
    }
    throw new Error(`Search ${searchId} was overtaken ${MOST_BEGINNINGS} times; it is tried again.`);
  }

  /** The scene, and who is there by the estimated way; a search whose time is spent looks no more. */
  private async begin(searchId: string, round: number | null, enough: number): Promise<Begun | null> {
    const scene = await this.searches.scene(searchId);
    if (!scene || isAtRest(scene)) return null;
    const { search } = scene;
    if (round !== null && search.rounds !== round - 1) return null;
    const now = this.clock.now();
    if (search.windowSeconds !== null) {
      await this.planWindow.execute(search, now, now);
      return null;
    }
    const isSpent = search.looksNoMore(scene.policy, now);
    return { scene, look: isSpent ? null : await this.lookAround.execute(scene, NOBODY_SEEN, enough) };
  }

  private async run({ scene, look: estimated }: Begun): Promise<Outcome> {
    if (!estimated) return outcome(await this.findNobody.execute(scene, NOBODY_SEEN, 'time_spent'));
    const look = await this.lookAround.byRoad(scene, estimated);
    const ranked = rank(passing(look.judged));
    if (ranked.length === 0) return outcome(await this.findNobody.execute(scene, look, 'radius_spent'));
    return outcome((await this.offerRide.execute(ranked, scene, look)).length > 0);
  }

  private asWorker<T>(organizationId: string, work: () => Promise<T>): Promise<T> {
    return this.unitOfWork.run(work, { as: 'worker', organizationId });
  }
}

interface Begun {
  readonly scene: Scene;
  readonly look: Look | null;
}

function outcome(isDone: boolean): Outcome {
  return isDone ? 'done' : 'overtaken';
}
