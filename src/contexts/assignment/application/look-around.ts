import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Routing } from '../../../platform/routing/routing';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { CandidateFacts } from '../domain/candidate';
import { type Judged, judgeAndScore, type Look } from '../domain/look';
import { radiiOf } from '../domain/matching-policy';
import type { RecordedOutsider } from '../domain/round-record';
import { CandidateSearch, MOST_CANDIDATES } from '../persistence/candidate-search';
import type { Scene } from '../persistence/searches';

/** The way is asked for these, the nearest whom no rule refuses; whoever is further has little to hope for. */
const MOST_ROUTED = 20;
/** Beyond the circles drivers are noted to this many times the largest. */
const OUTSIDE_TIMES = 3;
/** As far as cells are listed. */
const FARTHEST_METRES = 50_000;
/** With so many noted nobody looks further. */
const ENOUGH_OUTSIDERS = 20;

/** Finds and judges candidates in a growing circle until somebody can take the ride. No transaction stays open meanwhile. */
@Injectable()
export class LookAround {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly candidates: CandidateSearch,
    private readonly routing: Routing,
    private readonly clock: Clock,
  ) {}

  async execute(scene: Scene): Promise<Look> {
    const look: Look = { radiusMetres: 0, judged: [], outside: [] };
    await this.lookInCircles(look, scene);
    look.outside = await this.beyond(scene, look.radiusMetres);
    return look;
  }

  /** Until somebody can take the ride. */
  private async lookInCircles(look: Look, scene: Scene): Promise<void> {
    let beyondMetres = -1;
    for (const radiusMetres of radiiOf(scene.policy)) {
      look.radiusMetres = radiusMetres;
      for (let found = await this.near(scene, radiusMetres, beyondMetres); ;) {
        const judged = await this.judge(found, scene);
        look.judged.push(...judged);
        if (judged.some(({ score }) => score !== null)) return;
        if (found.length < MOST_CANDIDATES) break;
        // All of the nearest were refused, and there are more in this circle.
        beyondMetres = found.at(-1)!.straightMetres;
        found = await this.near(scene, radiusMetres, beyondMetres);
      }
      beyondMetres = radiusMetres;
    }
  }

  /** For the record only: where the city is full, the nearest are soon found; where it is empty, looking far is cheap. */
  private async beyond({ ride, policy }: Scene, radiusMetres: number): Promise<RecordedOutsider[]> {
    const { organizationId } = ride;
    const { mostMetres } = policy.radii;
    const ask = async (): Promise<RecordedOutsider[]> => {
      const now = this.clock.now();
      const near = await this.candidates.outside(ride, organizationId, radiusMetres, mostMetres, now);
      if (near.length >= ENOUGH_OUTSIDERS) return near;
      const from = Math.max(radiusMetres, mostMetres);
      const to = Math.min(OUTSIDE_TIMES * mostMetres, FARTHEST_METRES);
      const far = await this.candidates.outside(ride, organizationId, from, to, now);
      return [...near, ...far];
    };
    return this.unitOfWork.run(ask, { as: 'worker', organizationId });
  }

  private near({ ride }: Scene, radiusMetres: number, beyondMetres: number): Promise<CandidateFacts[]> {
    const { organizationId } = ride;
    const ask = () => this.candidates.near(ride, organizationId, radiusMetres, this.clock.now(), beyondMetres);
    return this.unitOfWork.run(ask, { as: 'worker', organizationId });
  }

  /** First by the estimated way; then those who pass by the way that a router knows, which may be longer. */
  private async judge(found: readonly CandidateFacts[], { ride, policy }: Scene): Promise<Judged[]> {
    const now = this.clock.now();
    const judged = found.map((facts) => judgeAndScore(facts, ride, policy, now));
    const asked = judged.filter(({ score }) => score !== null).slice(0, MOST_ROUTED);
    if (asked.length === 0) return judged;
    const ways = await this.routing.table(
      asked.map(({ facts }) => facts),
      ride.pickup,
    );
    asked.forEach((candidate, index) => {
      const facts = { ...candidate.facts, pickup: ways[index]! };
      judged[judged.indexOf(candidate)] = judgeAndScore(facts, ride, policy, now);
    });
    return judged;
  }
}
