import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { SearchRoundPlanned } from '../contracts/assignment-events';
import { isEligible, judge } from '../domain/judge-candidate';
import { Offer } from '../domain/offer';
import { ENOUGH_TO_CHOOSE, type Judged, type Look, MOST_JUDGED, NOBODY_SEEN, passing, recordOf } from '../domain/look';
import { rank } from '../domain/rank-candidates';
import type { PassedOver } from '../domain/round-record';
import { CandidateSearch } from '../persistence/candidate-search';
import { Offers } from '../persistence/offers';
import { type Scene, Searches } from '../persistence/searches';
import { LookAround } from './look-around';
import { RecordRound } from './record-round';

/**
 * A round that others overtook begins anew with what is there now, each time with twice as many to choose from: by the last
 * beginning as many searches as a round judges drivers have found one each, or looked to the largest radius.
 */
const MOST_BEGINNINGS = 12;

type Outcome = 'done' | 'overtaken';

/**
 * One round of a search: look around and rank without a lock, then offer the ride to the best under his lock and the
 * ride's, where all that counts is read again.
 */
@Injectable()
export class RunSearchRound {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly searches: Searches,
    private readonly offers: Offers,
    private readonly candidates: CandidateSearch,
    private readonly lookAround: LookAround,
    private readonly recordRound: RecordRound,
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

  /** The next round of the ride's open search, if there is one. */
  async ofRide(rideId: string, organizationId: string): Promise<void> {
    const search = await this.asWorker(organizationId, () => this.searches.openOfRide(rideId));
    if (search) await this.execute(search.id, organizationId);
  }

  /** The scene, and who is there by the estimated way; a search whose time is spent looks no more. */
  private async begin(searchId: string, round: number | null, enough: number): Promise<Begun | null> {
    const scene = await this.searches.scene(searchId);
    if (!scene || isAtRest(scene)) return null;
    const { search, policy } = scene;
    if (round !== null && search.rounds !== round - 1) return null;
    const now = this.clock.now();
    // Long after the end, as after an outage, nobody waits for a last look.
    const isLate = now > search.waitsUntil(policy);
    const isSpent = isLate || (search.isTimeSpent(now) && search.rounds > 0 && search.offers > 0);
    return { scene, look: isSpent ? null : await this.lookAround.execute(scene, NOBODY_SEEN, enough) };
  }

  private async run({ scene, look: estimated }: Begun): Promise<Outcome> {
    if (!estimated) return this.findNobody(scene, NOBODY_SEEN, 'time_spent');
    const look = await this.lookAround.byRoad(scene, estimated);
    const ranked = rank(passing(look.judged));
    if (ranked.length === 0) return this.findNobody(scene, look, 'radius_spent');
    return this.offerToBest(ranked, scene, look);
  }

  /**
   * To the best who is free: searches that run at once and like the same driver do not queue for him, the others pass on.
   * It waits for one, the best, only where somebody holds every one of them and it holds none itself: so no two wait for
   * each other.
   */
  private async offerToBest(ranked: readonly Judged[], scene: Scene, look: Look): Promise<Outcome> {
    const { organizationId, rideId } = scene.search;
    return this.asWorker(organizationId, async () => {
      const current = await this.still(scene);
      if (!current) return 'overtaken';
      const asked = await this.offers.driversWithOpen(ranked.map(({ driverId }) => driverId));
      const passedOver = new Map<string, PassedOver>([...asked].map((id) => [id, 'asked_by_another_search']));
      let left = ranked.filter(({ driverId }) => !asked.has(driverId));
      const free: Judged[] = [];
      for (let holdsNobody = true; left.length > 0 && free.length < current.policy.batchSize; holdsNobody = false) {
        const place = await this.lockBest(left, holdsNobody);
        if (place === null) break;
        const best = left[place]!;
        for (const { driverId } of left.slice(0, place)) passedOver.set(driverId, 'busy');
        passedOver.delete(best.driverId);
        left = left.filter((candidate) => candidate !== best);
        if (await this.isStillFree(best, current, look)) free.push(best);
      }
      // Others took them since: to who looks again they are refused, and he looks further.
      if (free.length === 0) return 'overtaken';
      await this.offer(free, current, { ...look, judged: withPassedOver(look.judged, passedOver) });
      return 'done';
    }, [lock('ride', rideId)]);
  }

  /** His place among them; null where each is held by somebody else. */
  private async lockBest(left: readonly Judged[], mayWait: boolean): Promise<number | null> {
    const locks = left.map(({ driverId }) => lock('driver', driverId));
    const place = await this.unitOfWork.lockFirstFree(locks);
    if (place !== null || !mayWait) return place;
    await this.unitOfWork.lock([locks[0]!]);
    return 0;
  }

  /** As he is under his lock: if he changed since he was looked at, he changes in the look too. */
  private async isStillFree(candidate: Judged, { ride, policy }: Scene, look: Look): Promise<boolean> {
    const now = this.clock.now();
    const { driverId } = candidate;
    const [fresh] = await this.candidates.of([driverId], ride, now);
    if (!fresh) return false;
    const facts = { ...fresh, pickup: candidate.facts.pickup };
    const verdicts = judge(facts, ride, policy, now);
    if (isEligible(verdicts)) return true;
    look.judged[look.judged.indexOf(candidate)] = { driverId, facts, verdicts, score: null };
    return false;
  }

  private async offer(free: readonly Judged[], { search, policy }: Scene, look: Look): Promise<void> {
    const now = this.clock.now();
    search.countRound(free.length);
    await this.searches.save(search);
    for (const { driverId, facts } of free) {
      const driver = { driverId, vehicleId: facts.vehicleId!, pickup: facts.pickup };
      const offer = Offer.make(uuidv7(), search, driver, policy.offerSeconds, now);
      await this.offers.add(offer);
      await this.unitOfWork.schedule(offer.expiry(now), offer.expiresAt);
    }
    const chosen = free.map(({ driverId }) => driverId);
    const asked = chosen.length === 1 ? 'The best driver was' : `The ${chosen.length} best drivers were`;
    await this.recordRound.execute(recordOf(search, look, chosen, `${asked} offered the ride.`, now));
  }

  private async findNobody(scene: Scene, look: Look, reason: 'radius_spent' | 'time_spent'): Promise<Outcome> {
    const { organizationId, rideId } = scene.search;
    return this.asWorker(organizationId, async () => {
      const current = await this.still(scene);
      if (!current) return 'overtaken';
      const { search, policy } = current;
      const now = this.clock.now();
      search.countRound(0);
      const over = search.isTimeSpent(now) || search.isRadiusSpent(policy);
      if (over) search.giveUp(reason, now);
      await this.searches.save(search);
      if (!over) await this.planRound(search.nextRoundAt(policy, now), current, now);
      const note = !over ? ANOTHER_FOLLOWS : search.isTimeSpent(now) ? TIME_SPENT[reason] : RADIUS_SPENT;
      await this.recordRound.execute(recordOf(search, look, [], note, now));
      return 'done';
    }, [lock('ride', rideId)]);
  }

  private async planRound(dueAt: Date, { search }: Scene, now: Date): Promise<void> {
    const { id, rideId, rounds, version } = search;
    const facts = { searchId: id, rideId, round: rounds + 1, dueAt: dueAt.toISOString() };
    const timer = new SearchRoundPlanned(id, facts, now);
    timer.aggregateVersion = version;
    await this.unitOfWork.schedule(timer, dueAt);
  }

  /** The scene under the ride's lock, if nothing has changed since it was looked at. */
  private async still({ search: { id, version } }: Scene): Promise<Scene | null> {
    const current = await this.searches.scene(id);
    return current && !isAtRest(current) && current.search.version === version ? current : null;
  }

  private asWorker<T>(
    organizationId: string,
    work: () => Promise<T>,
    locks: Parameters<UnitOfWork['lock']>[0] = [],
  ): Promise<T> {
    return this.unitOfWork.run(work, { as: 'worker', organizationId, locks });
  }
}

interface Begun {
  readonly scene: Scene;
  readonly look: Look | null;
}

function isAtRest({ search, openOffers, ride }: Scene): boolean {
  return search.status !== 'OPEN' || openOffers > 0 || ride.closed;
}

function withPassedOver(judged: readonly Judged[], passedOver: ReadonlyMap<string, PassedOver>): Judged[] {
  return judged.map((candidate) => {
    const why = passedOver.get(candidate.driverId);
    return why === undefined ? candidate : { ...candidate, passedOver: why };
  });
}

const ANOTHER_FOLLOWS = 'Nobody within the largest radius could take the ride; another round follows.';
const RADIUS_SPENT =
  'Nobody within the largest radius could take the ride, as often as the policy has it looked through.';
const TIME_SPENT = {
  time_spent: 'The time of the search was spent.',
  radius_spent: 'Nobody within the largest radius could take the ride, and the time of the search was spent.',
};
