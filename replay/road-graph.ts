import { distanceMetres, type GeoPoint } from '../src/kernel/geo-point';
import { costFrom, type Street, type Streets } from './shortest-ways';
import type { GraphNode, Link } from './streets';
import { wholeNetwork } from './whole-network';

/** Minutes first, then metres, in one number: the shorter of two ways that take equally long. */
const A_MINUTE = 2 ** 24;

/** A city's streets, with the way from every node to every other. Nodes are numbered from 0 in the order they are given. */
export class RoadGraph {
  private readonly numbers: ReadonlyMap<number, number>;
  private readonly places: ReadonlyMap<string, number>;

  private constructor(
    private readonly nodes: readonly GraphNode[],
    private readonly streets: Streets,
    /** From node times size plus to node. */
    private readonly costs: Float64Array,
    /** What the files do not have; see `wholeNetwork`. */
    readonly mended: { readonly opened: number; readonly joined: number },
  ) {
    this.numbers = new Map(nodes.map(({ id }, number) => [id, number]));
    this.places = new Map(nodes.map((node, number) => [placeKey(node), number]));
  }

  /** @returns also the ids of nodes that are too far from all streets: they are not of the graph */
  static of(
    given: readonly GraphNode[],
    known: readonly Link[],
  ): { readonly graph: RoadGraph; readonly cutOff: readonly number[] } {
    const { links, opened, joined, cutOff } = wholeNetwork(given, known);
    const severed = new Set(cutOff);
    const nodes = given.filter(({ id }) => !severed.has(id));
    const streets = streetsOf(
      nodes,
      links.filter(({ from }) => !severed.has(from)),
    );
    const costs = new Float64Array(nodes.length * nodes.length);
    for (let from = 0; from < nodes.length; from++) costs.set(costFrom(from, streets), from * nodes.length);
    return { graph: new RoadGraph(nodes, streets, costs, { opened, joined }), cutOff };
  }

  get size(): number {
    return this.nodes.length;
  }

  numberOf(id: number): number | undefined {
    return this.numbers.get(id);
  }

  pointOf(node: number): GeoPoint {
    const { latitude, longitude } = this.nodes[node]!;
    return { latitude, longitude };
  }

  minutes(from: number, to: number): number {
    return Math.floor(this.costs[from * this.size + to]! / A_MINUTE);
  }

  /** Of the way that takes the fewest minutes. */
  metres(from: number, to: number): number {
    return this.costs[from * this.size + to]! % A_MINUTE;
  }

  /** The nodes of the way, both ends included. */
  path(from: number, to: number): number[] {
    const path = [from];
    for (let at = from; at !== to; path.push(at)) {
      const left = this.costs[at * this.size + to]!;
      const here: number = at;
      at = this.streets[here]!.find(({ to: next, cost }) => cost + this.costs[next * this.size + to]! === left)!.to;
    }
    return path;
  }

  /** Where a street from here leads, the first that is not the place itself. */
  neighbourOf(node: number): number {
    return this.streets[node]![0]!.to;
  }

  /** As a position is sent, to six decimals, or the nearest by the straight line. */
  nearest(point: GeoPoint): number {
    const exact = this.places.get(placeKey(point));
    if (exact !== undefined) return exact;
    const narrow = Math.cos((point.latitude * Math.PI) / 180);
    let [best, least] = [0, Infinity];
    for (const [number, { latitude, longitude }] of this.nodes.entries()) {
      const apart = (latitude - point.latitude) ** 2 + ((longitude - point.longitude) * narrow) ** 2;
      if (apart < least) [best, least] = [number, apart];
    }
    return best;
  }

  /** The kilometres an hour at which 1.3 times the straight line takes as long as the way does, over all ways of some length. */
  estimatedSpeed(): number {
    let [straight, minutes] = [0, 0];
    const step = Math.max(1, Math.floor(this.size / 60));
    for (let from = 0; from < this.size; from += step) {
      for (let to = 0; to < this.size; to += step) {
        straight += distanceMetres(this.nodes[from]!, this.nodes[to]!);
        minutes += this.minutes(from, to);
      }
    }
    return minutes === 0 ? Infinity : (1.3 * straight * 60) / (1_000 * minutes);
  }
}

/** Where a drive along a way is after a share of its time; every street takes as much of it as of the way's minutes. */
export function placeAlong(graph: RoadGraph, path: readonly number[], share: number): GeoPoint {
  const minutes = path.slice(1).map((node, index) => graph.minutes(path[index]!, node));
  let left = Math.max(0, Math.min(1, share)) * minutes.reduce((sum, each) => sum + each, 0);
  for (const [index, each] of minutes.entries()) {
    if (left < each) return between(graph.pointOf(path[index]!), graph.pointOf(path[index + 1]!), left / each);
    left -= each;
  }
  return graph.pointOf(path.at(-1)!);
}

function between(from: GeoPoint, to: GeoPoint, share: number): GeoPoint {
  return {
    latitude: from.latitude + (to.latitude - from.latitude) * share,
    longitude: from.longitude + (to.longitude - from.longitude) * share,
  };
}

function placeKey({ latitude, longitude }: GeoPoint): string {
  return `${latitude.toFixed(6)},${longitude.toFixed(6)}`;
}

function streetsOf(nodes: readonly GraphNode[], links: readonly Link[]): Streets {
  const numbers = new Map(nodes.map(({ id }, number) => [id, number]));
  const streets: Street[][] = nodes.map(() => []);
  for (const { from, to, minutes } of links) {
    const [a, b] = [numbers.get(from)!, numbers.get(to)!];
    streets[a]!.push({ to: b, cost: minutes * A_MINUTE + Math.round(distanceMetres(nodes[a]!, nodes[b]!)) });
  }
  return streets;
}
