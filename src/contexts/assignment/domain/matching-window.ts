import { type Judged, type Look, type Passing, passing } from './look';
import { type Edge, pricedMatching } from './minimum-cost-matching';
import { rank, rounded, weighed } from './rank-candidates';

/** However long a ride has waited, its way weighs no more than so many times that of a new one. */
const MOST_WEIGHT = 3;
/** Nobody who was left out costs more, weighed: a ride without a driver pays more than any of them. */
const FARTHEST_SECONDS = 100_000;
/** In seconds: what adding up costs may differ by. */
const ROUNDING = 1e-6;

/** When the window closes that a request of now falls into: the next whole multiple of its length. */
export function windowClosesAt(now: Date, windowSeconds: number): Date {
  const length = windowSeconds * 1_000;
  return new Date((Math.floor(now.getTime() / length) + 1) * length);
}

/** What the way to a rider weighs who has waited so long: 1 at first, then more by so many percent a minute, up to 3. */
export function weightOfWaiting(waitedSeconds: number, percentPerMinute: number): number {
  return Math.min(MOST_WEIGHT, 1 + (Math.max(0, waitedSeconds) / 60) * (percentPerMinute / 100));
}

/** A ride of a window, with whom its look found. */
export interface RideInWindow {
  readonly rideId: string;
  /** Since when its rider waits for a driver, whoever had the ride meanwhile. */
  readonly waitsSince: Date;
  /** By `weightOfWaiting`. */
  readonly weight: number;
  readonly look: Look;
  /** Nobody whom its look left out can cost it less, weighed; Infinity where nobody was, or nobody farther can be looked at. */
  readonly leastLeftOut: number;
}

export interface Matched<T extends RideInWindow> {
  readonly ride: T;
  /** Costs as weighed here; who costs less than the chosen one and was given to another ride says so. */
  readonly look: Look;
  /** Null: nobody is left for it. */
  readonly chosen: Passing | null;
  /** Who may be asked, the chosen one first; nobody who was given to another ride. */
  readonly askable: readonly Passing[];
  /** How many who cost less were given to other rides. */
  readonly givenAway: number;
}

export interface WindowMatch<T extends RideInWindow> {
  /** In the order of the rides. */
  readonly rides: readonly Matched<T>[];
  /** Drivers whom at least one ride could take. */
  readonly drivers: number;
  /** Of all who have a driver, in weighed seconds. */
  readonly cost: number;
  /**
   * What taking the best driver left, of those whom each ride's look found, would come to, ride by ride from the one that waits
   * longest; and how many get one.
   */
  readonly greedy: { readonly cost: number; readonly matched: number };
  /** The rides for which somebody whom their looks left out might make it cheaper. None: it is the cheapest of all drivers. */
  readonly unsure: readonly T[];
}

/**
 * Gives each ride one driver and each driver one ride, such that as many rides as can have one, those that wait longest
 * first, and that their costs sum up to the least there is among the candidates.
 */
export function matchTogether<T extends RideInWindow>(rides: readonly T[]): WindowMatch<T> {
  const looks = rides.map(({ look, weight }) => ({
    ...look,
    judged: look.judged.map((each) => withWeight(each, weight)),
  }));
  const columns = new Map<string, number>();
  const edges = looks.map(({ judged }) =>
    passing(judged).map(({ driverId, score }): Edge => {
      if (!columns.has(driverId)) columns.set(driverId, columns.size);
      return { column: columns.get(driverId)!, cost: score.cost };
    }),
  );
  const { columns: columnOf, paid } = pricedMatching(edges, costsOfNobody(rides, edges));
  const driverAt = [...columns.keys()];
  const given = new Set(columnOf.flatMap((column) => (column === null ? [] : [driverAt[column]!])));
  const matched = rides.map((ride, index) => {
    const column = columnOf[index]!;
    return matchedOf(ride, looks[index]!, column === null ? null : driverAt[column]!, given);
  });
  const cost = matched.reduce((sum, { chosen }) => sum + (chosen?.score.cost ?? 0), 0);
  const unsure = rides.filter(({ leastLeftOut }, index) => leastLeftOut < paid[index]! - ROUNDING);
  return { rides: matched, drivers: columns.size, cost: rounded(cost), greedy: greedily(rides, edges), unsure };
}

/**
 * What it costs to leave a ride without a driver: more the longer it has waited, a step of which is more than all the ways of
 * the window could save together; and so much at first that leaving one less is worth every step.
 */
function costsOfNobody(rides: readonly RideInWindow[], edges: readonly (readonly Edge[])[]): number[] {
  const costs = edges.flat().map(({ cost }) => cost);
  const spread = costs.reduce((most, cost) => Math.max(most, Math.abs(cost)), FARTHEST_SECONDS) * 2;
  const step = rides.length * spread + 1;
  const least = rides.length * (step + spread) + spread;
  const moments = [...new Set(rides.map(({ waitsSince }) => waitsSince.getTime()))].sort((a, b) => b - a);
  const steps = new Map(moments.map((moment, index) => [moment, index]));
  return rides.map(({ waitsSince }) => least + step * steps.get(waitsSince.getTime())!);
}

function matchedOf<T extends RideInWindow>(
  ride: T,
  look: Look,
  chosenId: string | null,
  given: ReadonlySet<string>,
): Matched<T> {
  const ranked = rank(passing(look.judged));
  const chosen = ranked.find(({ driverId }) => driverId === chosenId) ?? null;
  const others = ranked.filter(({ driverId }) => !given.has(driverId));
  const askable = chosen ? [chosen, ...others] : others;
  const better = new Set(
    ranked
      .slice(0, chosen ? ranked.indexOf(chosen) : ranked.length)
      .filter(({ driverId }) => given.has(driverId))
      .map(({ driverId }) => driverId),
  );
  const judged = look.judged.map((each) =>
    better.has(each.driverId) ? { ...each, passedOver: 'given_to_another_ride' as const } : each,
  );
  return { ride, look: { ...look, judged }, chosen, askable, givenAway: better.size };
}

function withWeight(judged: Judged, weight: number): Judged {
  return judged.score === null ? judged : { ...judged, score: weighed(judged.score, weight) };
}

function greedily(
  rides: readonly RideInWindow[],
  edges: readonly (readonly Edge[])[],
): { cost: number; matched: number } {
  const order = rides.map((_, index) => index).sort((a, b) => +rides[a]!.waitsSince - +rides[b]!.waitsSince || a - b);
  const taken = new Set<number>();
  let cost = 0;
  for (const index of order) {
    const free = edges[index]!.filter(({ column }) => !taken.has(column));
    if (free.length === 0) continue;
    const best = free.reduce((least, edge) => (edge.cost < least.cost ? edge : least));
    taken.add(best.column);
    cost += best.cost;
  }
  return { cost: rounded(cost), matched: taken.size };
}
