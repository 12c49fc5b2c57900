import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { asLookedAt, lookAheadOf } from '../domain/finishing';
import { isEligible, judge } from '../domain/judge-candidate';
import { type Judged, type Look, recordOf } from '../domain/look';
import { Offer } from '../domain/offer';
import type { PassedOver } from '../domain/round-record';
import { CandidateSearch } from '../persistence/candidate-search';
import { Offers } from '../persistence/offers';
import { type Scene, Searches } from '../persistence/searches';
import { RecordRound } from './record-round';

/** Of a round that matched the ride together with others. */
export interface InWindow {
  readonly windowId: string;
  /** A sentence for the record. */
  readonly note: string;
}

/** Ends a round with an offer: under the lock of the ride and of the driver, where all that counts is read again. */
@Injectable()
export class OfferRide {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly searches: Searches,
    private readonly offers: Offers,
    private readonly candidates: CandidateSearch,
    private readonly recordRound: RecordRound,
    private readonly clock: Clock,
  ) {}

  /**
   * To the best who is free: searches that run at once and like the same driver do not queue for him, the others pass on.
   * It waits for one, the best, only where somebody holds every one of them and it holds none itself: so no two wait for
   * each other.
   * @param ranked the best first
   * @returns whom it was offered to; nobody where the search has moved on since the look, or others took them all
   */
  async execute(
    ranked: readonly Judged[],
    scene: Scene,
    look: Look,
    inWindow: InWindow | null = null,
  ): Promise<readonly string[]> {
    const { organizationId, rideId } = scene.search;
    const toBest = async (): Promise<readonly string[]> => {
      const current = await this.searches.still(scene);
      if (!current) return [];
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
      if (free.length > 0) await this.offer(free, current, withPassedOver(look, passedOver), inWindow);
      return free.map(({ driverId }) => driverId);
    };
    return this.unitOfWork.run(toBest, { as: 'worker', organizationId, locks: [lock('ride', rideId)] });
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
    const [fresh] = await this.candidates.of([driverId], ride, now, lookAheadOf(ride, policy));
    const facts = fresh && asLookedAt(fresh, candidate.facts);
    if (!facts) return false;
    const verdicts = judge(facts, ride, policy, now);
    if (isEligible(verdicts)) return true;
    const place = look.judged.findIndex((judged) => judged.driverId === driverId);
    look.judged[place] = { driverId, facts, verdicts, score: null };
    return false;
  }

  private async offer(
    free: readonly Judged[],
    { search, policy }: Scene,
    look: Look,
    inWindow: InWindow | null,
  ): Promise<void> {
    const now = this.clock.now();
    search.countRound(free.length);
    await this.searches.save(search);
    for (const { driverId, facts } of free) {
      const { pickup, finishing } = facts;
      const driver = { driverId, vehicleId: facts.vehicleId!, pickup, finishing };
      const offer = Offer.make(uuidv7(), search, driver, policy.offerSeconds, now);
      await this.offers.add(offer);
      await this.unitOfWork.schedule(offer.expiry(now), offer.expiresAt);
    }
    const chosen = free.map(({ driverId }) => driverId);
    const asked = chosen.length === 1 ? 'The best driver was' : `The ${chosen.length} best drivers were`;
    const note = inWindow?.note ?? `${asked} offered the ride.`;
    const record = recordOf(search, look, chosen, note, now);
    await this.recordRound.execute({ ...record, windowId: inWindow?.windowId ?? null });
  }
}

/** What was said of one before stands. */
function withPassedOver(look: Look, passedOver: ReadonlyMap<string, PassedOver>): Look {
  const judged = look.judged.map((candidate) => {
    const why = passedOver.get(candidate.driverId);
    return why === undefined ? candidate : { ...candidate, passedOver: why };
  });
  return { ...look, judged };
}
