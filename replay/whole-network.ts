import { distanceMetres } from '../src/kernel/geo-point';
import { largestPart } from './largest-part';
import type { GraphNode, Link } from './streets';

/** Farther off an island is no part of this city. */
const FARTHEST_JOINED_METRES = 3_000;
/** Where there are no links to say how fast one drives. */
const METRES_A_MINUTE = 90;

export interface WholeNetwork {
  readonly links: readonly Link[];
  /** How many streets are driven both ways though the file has one. */
  readonly opened: number;
  /** How many parts were joined to the rest by a street that no file has. */
  readonly joined: number;
  /** The ids of nodes too far from all others to be joined. */
  readonly cutOff: readonly number[];
}

/**
 * The links, with what is needed so that everybody can drive from everywhere to everywhere. Recorded graphs are cut out of larger
 * ones: who set down a rider at a severed end could never leave it, and who wants a cab there could never have one.
 *
 * A street that touches a node outside the largest part in which everybody can drive everywhere may be driven both ways. A part
 * that no street joins to the rest, but that lies within 3 km of it, gets a street both ways between the two nearest nodes, as
 * fast as the middle one of the links.
 */
export function wholeNetwork(nodes: readonly GraphNode[], given: readonly Link[]): WholeNetwork {
  const numbers = new Map(nodes.map(({ id }, number) => [id, number]));
  const numbered = given.map(({ from, to }) => ({ from: numbers.get(from)!, to: numbers.get(to)! }));
  const core = largestPart(
    neighbours(nodes.length, numbered),
    neighbours(
      nodes.length,
      numbered.map(({ from, to }) => ({ from: to, to: from })),
    ),
  );
  const known = new Set(given.map(({ from, to }) => `${from} ${to}`));
  const opened = given
    .filter((_, index) => !(core.has(numbered[index]!.from) && core.has(numbered[index]!.to)))
    .filter(({ from, to }) => !known.has(`${to} ${from}`))
    .map(reversed);
  const parts = islands(nodes, [...given, ...opened]);
  const joints: Link[] = [];
  const cutOff: number[] = [];
  const mainland = [...(parts[0] ?? [])];
  const speed = middleSpeed(nodes, numbers, given);
  for (const island of parts.slice(1)) {
    const joint = nearestPair(island, mainland);
    if (joint.metres > FARTHEST_JOINED_METRES) {
      cutOff.push(...island.map(({ id }) => id));
      continue;
    }
    const minutes = Math.max(1, Math.ceil(joint.metres / speed));
    joints.push({ from: joint.a.id, to: joint.b.id, minutes });
    mainland.push(...island);
  }
  const links = [...given, ...opened, ...joints, ...joints.map(reversed)];
  return { links, opened: opened.length, joined: joints.length, cutOff };
}

function reversed({ from, to, minutes }: Link): Link {
  return { from: to, to: from, minutes };
}

function neighbours(size: number, links: readonly { readonly from: number; readonly to: number }[]): number[][] {
  const lists: number[][] = Array.from({ length: size }, () => []);
  for (const { from, to } of links) lists[from]!.push(to);
  return lists;
}

/** The parts that streets hold together, whichever way one drives, the largest first. */
function islands(nodes: readonly GraphNode[], links: readonly Link[]): GraphNode[][] {
  const beside = new Map<number, number[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of links) {
    beside.get(from)!.push(to);
    beside.get(to)!.push(from);
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const seen = new Set<number>();
  const parts: GraphNode[][] = [];
  for (const { id } of nodes) {
    if (seen.has(id)) continue;
    seen.add(id);
    const part = [id];
    for (const at of part) {
      for (const next of beside.get(at)!.filter((other) => !seen.has(other))) {
        if (seen.has(next)) continue;
        seen.add(next);
        part.push(next);
      }
    }
    parts.push(part.map((each) => byId.get(each)!));
  }
  return parts.sort((a, b) => b.length - a.length);
}

function nearestPair(
  island: readonly GraphNode[],
  mainland: readonly GraphNode[],
): { readonly a: GraphNode; readonly b: GraphNode; readonly metres: number } {
  let best = { a: island[0]!, b: mainland[0]!, metres: Infinity };
  for (const a of island) {
    for (const b of mainland) {
      const metres = distanceMetres(a, b);
      if (metres < best.metres) best = { a, b, metres };
    }
  }
  return best;
}

function middleSpeed(
  nodes: readonly GraphNode[],
  numbers: ReadonlyMap<number, number>,
  links: readonly Link[],
): number {
  const speeds = links
    .map(({ from, to, minutes }) => distanceMetres(nodes[numbers.get(from)!]!, nodes[numbers.get(to)!]!) / minutes)
    .sort((a, b) => a - b);
  return speeds[speeds.length >> 1] || METRES_A_MINUTE;
}
