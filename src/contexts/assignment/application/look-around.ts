import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Configuration } from '../../../platform/config/configuration';
import { Routing } from '../../../platform/routing/routing';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { CandidateFacts } from '../domain/candidate';
import {
  comparable,
  costsOf,
  endsCircle,
  hasBest,
  isByRoad,
  type Judged,
  judgeAndScore,
  leastCostOf,
  type Look,
  MOST_UNFIT,
  MOST_JUDGED,
  NOBODY_SEEN,
  passing,
  type Sureness,
} from '../domain/look';
import { lookAheadOf, originOf, pickupAfter } from '../domain/finishing';
import type { MatchingPolicy } from '../domain/matching-policy';
import { rank } from '../domain/rank-candidates';
import { isWholeCircle, reachOf, ringsOf, type WaysBeyond } from '../domain/reach';
import { CandidateSearch } from '../persistence/candidate-search';
import type { Scene } from '../persistence/searches';

/** The way is asked for so many at a time, the best by the estimate: with the pickup as many as OSRM takes in a table, by default. */
const MOST_ROUTED = 99;
/**
 * Times the city's speed, for who stands farther than a ride of a window looks: on the replayed day's streets 19 ways in 20 take
 * no less than the estimate at that, and one in four takes less than the estimate itself.
 */
const SURELY_SLOWER = 1.5;
/** Beyond what was looked at drivers are noted to this many times the largest circle. */
const OUTSIDE_TIMES = 3;
/** As far as cells are listed. */
const FARTHEST_METRES = 50_000;
/** Looked at first beyond what was judged, and more where much was: three times as far. */
const NEAREST_METRES = 250;
/** With so many noted nobody looks further. */
const ENOUGH_OUTSIDERS = 20;

/** What a look goes by. */
type Surroundings = Pick<Scene, 'ride' | 'policy'>;

/** Finds and judges candidates from near to far until the best who can take the ride is among them. */
@Injectable()
export class LookAround {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly candidates: CandidateSearch,
    private readonly routing: Routing,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
  ) {}

  /**
   * By the estimated way, in one transaction, the caller's if one is open. It ends with a circle in which somebody idle
   * passes, or wherever nobody farther can cost less than those who would be asked.
   * @param before what an earlier look has judged already: this one goes on from there.
   * @param enough so many must pass before it ends within a circle; more where others ask the same drivers.
   */
  async execute(scene: Surroundings, before: Look = NOBODY_SEEN, enough?: number): Promise<Look> {
    return this.lookFrom(before, scene, { enough, ways: this.estimated(scene) });
  }

  /**
   * Judges and ranks by the way that a router knows, which may be longer: then it looks further, to the end of the circle, or
   * until nobody behind could be there sooner by any road; and beyond the circle while nobody in it passes.
   * @throws Error inside a transaction, which may wait for no router.
   */
  async byRoad(scene: Surroundings, estimated: Look): Promise<Look> {
    const { policy } = scene;
    const asked = new Set<string>();
    for (let look = estimated; ;) {
      look = { ...look, judged: await this.routed(look.judged, scene, asked, BY_ESTIMATE) };
      const judged = comparable(look.judged);
      const there = passing(judged);
      const isEnd = look.reach.metres >= policy.radii.mostMetres || judged.length >= MOST_JUDGED;
      const isFound =
        there.length > 0 &&
        (!there.some(isByRoad) ||
          (isWholeCircle(look.reach, policy)
            ? endsCircle(judged, look.reach, policy, BY_ROAD)
            : hasBest(judged, look.reach, policy, BY_ROAD)));
      if (isEnd || isFound) return { ...look, judged };
      look = await (there.length > 0 ? this.lookFrom(look, scene, BY_ROAD) : this.execute(scene, look));
    }
  }

  /**
   * For a ride that is matched together with others: the `wanted` best of all drivers, and whoever else was seen on the way;
   * nobody who was left out is better than any of them, unless a road there is faster still than SURELY_SLOWER. Where these turn
   * out to have a long way by road, it looks further. One that is by itself looks as sure as `byRoad`.
   * @param rides in the window, this one among them
   * @param weight of the way to this ride's rider, by `weightOfWaiting`
   * @throws Error inside a transaction, which may wait for no router.
   */
  async together(scene: Surroundings, rides: number, wanted: number, weight: number): Promise<WideLook> {
    if (rides > 1) return this.widen(scene, wanted, weight, NOBODY_SEEN, new Set());
    const estimated = await this.lookFrom(NOBODY_SEEN, scene, this.until(scene, wanted, weight));
    return { look: await this.byRoad(scene, estimated), leastLeftOut: Infinity, further: null };
  }

  /** @param seen what was seen for fewer, with the `asked` of its drivers whose ways the router was asked for. */
  private async widen(
    scene: Surroundings,
    wanted: number,
    weight: number,
    seen: Look,
    asked: Set<string>,
  ): Promise<WideLook> {
    const { policy } = scene;
    const until = this.until(scene, wanted, weight);
    for (let all = seen; ; all = await this.lookFrom(all, scene, until)) {
      all = { ...all, judged: await this.routed(all.judged, scene, asked, until) };
      const look = { ...all, judged: comparable(all.judged) };
      if (hasBest(look.judged, look.reach, policy, until)) {
        const further = (more: number): Promise<WideLook> => this.widen(scene, more, weight, all, asked);
        return { look, leastLeftOut: costsOf(look.judged, weight)[wanted - 1]!, further };
      }
      const isEnd = look.reach.metres >= policy.radii.mostMetres || look.judged.length >= MOST_JUDGED;
      if (isEnd) return { look, leastLeftOut: Infinity, further: null };
    }
  }

  private until(scene: Surroundings, wanted: number, weight: number): Until & Thoroughness {
    const kilometresPerHour = SURELY_SLOWER * this.speedIn(scene);
    const sure = { enough: wanted, best: wanted, ways: { kilometresPerHour }, weight };
    return { ...sure, beyondCircles: true, times: SURELY_SLOWER };
  }

  private estimated(scene: Surroundings): WaysBeyond {
    return { kilometresPerHour: this.speedIn(scene) };
  }

  private speedIn({ ride: { cityTerms } }: Surroundings): number {
    return cityTerms.kilometresPerHour ?? this.configuration.routing.cityKilometresPerHour;
  }

  private lookFrom(before: Look, scene: Surroundings, until: Until): Promise<Look> {
    const { organizationId } = scene.ride;
    return this.unitOfWork.run(() => this.look(scene, before, until), { as: 'worker', organizationId });
  }

  private async look(scene: Surroundings, before: Look, until: Until): Promise<Look> {
    const judged = [...before.judged];
    const lookAhead = lookAheadOf(scene.ride, scene.policy);
    let { reach, isCrowded } = before;
    for (const ring of ringsOf(scene.policy)) {
      while (reach.metres < ring.radiusMetres && judged.length < MOST_JUDGED) {
        const now = this.clock.now();
        isCrowded ||= judged.length >= MOST_UNFIT;
        const who = isCrowded ? fitFor(scene.policy) : 'everybody';
        const near = await this.candidates.near(scene.ride, ring.radiusMetres, now, reach, who, lookAhead);
        // Who began to finish his ride between two pages stands elsewhere, and was judged where he stood.
        const found = lookAhead === null ? near.found : notAmong(judged, near.found);
        judged.push(...found.map((facts) => judgeAndScore(facts, scene.ride, scene.policy, now)));
        reach = near.reach;
        const isWholeCircle = ring.endsCircle && !until.beyondCircles && reach.metres >= ring.radiusMetres;
        const isEnough = (isWholeCircle ? endsCircle : hasBest)(judged, reach, scene.policy, until);
        if (isEnough) return this.withOutside({ reach, judged, isCrowded }, scene);
      }
    }
    return this.withOutside({ reach, judged, isCrowded }, scene);
  }

  /** For the record only: where the city is full, the nearest are soon found; where it is empty, looking far is cheap. */
  private async withOutside(seen: Omit<Look, 'outside'>, { ride, policy }: Surroundings): Promise<Look> {
    const now = this.clock.now();
    const { reach } = seen;
    const farthest = Math.min(OUTSIDE_TIMES * policy.radii.mostMetres, FARTHEST_METRES);
    const soon = Math.min(OUTSIDE_TIMES * Math.max(reach.metres, NEAREST_METRES), farthest);
    const lookAhead = lookAheadOf(ride, policy);
    const near = await this.candidates.outside(ride, reach, soon, now, lookAhead);
    if (near.length >= ENOUGH_OUTSIDERS) return { ...seen, outside: near };
    const far = await this.candidates.outside(ride, reachOf(soon), farthest, now, lookAhead);
    return { ...seen, outside: [...near, ...far] };
  }

  /**
   * The best by the estimate, and others while one of them might be better, at so many times the estimate's speed, than what is
   * known of the way of the `best` so many; where the way of some is known by road, those of whom the router knows none do not count.
   */
  private async routed(
    judged: readonly Judged[],
    { ride, policy }: Surroundings,
    asked: Set<string>,
    { best = policy.batchSize, weight = 1, times }: Thoroughness,
  ): Promise<Judged[]> {
    const routed = new Map<string, Judged>(judged.map((candidate) => [candidate.driverId, candidate]));
    const left = rank(passing(judged.filter(({ driverId }) => !asked.has(driverId))));
    for (let isFirst = true; left.length > 0; isFirst = false) {
      const known = comparable([...routed.values()].filter(({ driverId }) => asked.has(driverId)));
      const last = costsOf(known, weight)[best - 1];
      if (!isFirst && last !== undefined && last <= leastCostOf(left, weight, times)) break;
      const origins = left.splice(0, MOST_ROUTED).map(({ facts }) => facts);
      const speed = ride.cityTerms.kilometresPerHour ?? undefined;
      const ways = await this.routing.table(origins.map(originOf), ride.pickup, speed);
      const now = this.clock.now();
      origins.forEach((facts, index) => {
        asked.add(facts.driverId);
        const pickup = pickupAfter(facts.finishing, ways[index]!);
        routed.set(facts.driverId, judgeAndScore({ ...facts, pickup }, ride, policy, now));
      });
    }
    return [...routed.values()];
  }
}

export interface WideLook {
  readonly look: Look;
  /** Nobody whom it left out costs less, weighed; Infinity where nobody farther can be looked at. */
  readonly leastLeftOut: number;
  /** Looks on for so many more; null where there is nobody to look for. */
  readonly further: ((wanted: number) => Promise<WideLook>) | null;
}

function notAmong(judged: readonly Judged[], found: readonly CandidateFacts[]): readonly CandidateFacts[] {
  const known = new Set(judged.map(({ driverId }) => driverId));
  return found.filter(({ driverId }) => !known.has(driverId));
}

/** When a look may end within a circle; `beyondCircles`: also not with a circle in which somebody passes. */
interface Until extends Sureness {
  readonly beyondCircles?: boolean;
}

const BY_ROAD: Until = { ways: 'by_road' };

/** Whose ways the router is asked for. */
interface Thoroughness extends Pick<Sureness, 'best' | 'weight'> {
  /** How much faster than at the city's speed somebody may be there after all. */
  readonly times: number;
}

const BY_ESTIMATE: Thoroughness = { times: 1 };

/** Whom it would refuse for what no policy disables is left out, and who is offline where that refuses him. */
function fitFor({ rules }: MatchingPolicy): 'could_take' | 'would_take' {
  return rules.some(({ name, enabled }) => name === 'willing' && enabled) ? 'would_take' : 'could_take';
}
