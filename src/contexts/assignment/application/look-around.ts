import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Configuration } from '../../../platform/config/configuration';
import { Routing } from '../../../platform/routing/routing';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import {
  comparable,
  hasBest,
  type Judged,
  judgeAndScore,
  type Look,
  MOST_JUDGED,
  NOBODY_SEEN,
  passing,
} from '../domain/look';
import { rank } from '../domain/rank-candidates';
import { reachOf, ringsOf } from '../domain/reach';
import { CandidateSearch } from '../persistence/candidate-search';
import type { Scene } from '../persistence/searches';

/** The way is asked for these, the best by the estimate: with the pickup as many as OSRM takes in a table, by default. */
const MOST_ROUTED = 99;
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
   * By the estimated way, in one transaction, the caller's if one is open. It ends with a circle in which somebody passes,
   * or before, where nobody farther can cost less than those who would be asked.
   * @param before what an earlier look has judged already: this one goes on from there.
   * @param enough so many must pass before it ends within a circle; more where others ask the same drivers.
   */
  async execute(scene: Surroundings, before: Look = NOBODY_SEEN, enough?: number): Promise<Look> {
    const { organizationId } = scene.ride;
    return this.unitOfWork.run(() => this.look(scene, before, enough), { as: 'worker', organizationId });
  }

  /**
   * Judges and ranks by the way that a router knows, which may be longer; while that leaves nobody, it looks further.
   * @throws Error inside a transaction, which may wait for no router.
   */
  async byRoad(scene: Surroundings, estimated: Look): Promise<Look> {
    const rings = ringsOf(scene.policy);
    for (let look = estimated; ; look = await this.execute(scene, look)) {
      look = { ...look, judged: await this.routed(look.judged, scene) };
      const isEnd = look.reach.metres >= rings.at(-1)!.radiusMetres || look.judged.length >= MOST_JUDGED;
      if (isEnd || look.judged.some(({ score }) => score !== null)) return look;
    }
  }

  private async look(scene: Surroundings, before: Look, enough?: number): Promise<Look> {
    const judged = [...before.judged];
    const kilometresPerHour = this.configuration.routing.cityKilometresPerHour;
    let { reach } = before;
    for (const ring of ringsOf(scene.policy)) {
      while (reach.metres < ring.radiusMetres && judged.length < MOST_JUDGED) {
        const now = this.clock.now();
        const near = await this.candidates.near(scene.ride, ring.radiusMetres, now, reach);
        judged.push(...near.found.map((facts) => judgeAndScore(facts, scene.ride, scene.policy, now)));
        reach = near.reach;
        const isWholeCircle = ring.endsCircle && reach.metres >= ring.radiusMetres;
        const isEnough = isWholeCircle
          ? passing(judged).length > 0
          : hasBest(judged, reach, scene.policy, { enough, kilometresPerHour });
        if (isEnough) return this.withOutside({ reach, judged }, scene);
      }
    }
    return this.withOutside({ reach, judged }, scene);
  }

  /** For the record only: where the city is full, the nearest are soon found; where it is empty, looking far is cheap. */
  private async withOutside(
    { reach, judged }: Pick<Look, 'reach' | 'judged'>,
    { ride, policy }: Surroundings,
  ): Promise<Look> {
    const now = this.clock.now();
    const farthest = Math.min(OUTSIDE_TIMES * policy.radii.mostMetres, FARTHEST_METRES);
    const soon = Math.min(OUTSIDE_TIMES * Math.max(reach.metres, NEAREST_METRES), farthest);
    const near = await this.candidates.outside(ride, reach, soon, now);
    if (near.length >= ENOUGH_OUTSIDERS) return { reach, judged, outside: near };
    const far = await this.candidates.outside(ride, reachOf(soon), farthest, now);
    return { reach, judged, outside: [...near, ...far] };
  }

  /** The best by the estimate, and others only while the way is too long for all of these. */
  private async routed(judged: readonly Judged[], { ride, policy }: Surroundings): Promise<Judged[]> {
    const routed = new Map<string, Judged>();
    const best = rank(passing(judged));
    for (let first = 0; first < best.length && passing([...routed.values()]).length === 0; first += MOST_ROUTED) {
      const asked = best.slice(first, first + MOST_ROUTED);
      const origins = asked.map(({ facts }) => facts);
      const ways = await this.routing.table(origins, ride.pickup);
      const now = this.clock.now();
      origins.forEach((facts, index) =>
        routed.set(facts.driverId, judgeAndScore({ ...facts, pickup: ways[index]! }, ride, policy, now)),
      );
    }
    return comparable(judged.map((candidate) => routed.get(candidate.driverId) ?? candidate));
  }
}
