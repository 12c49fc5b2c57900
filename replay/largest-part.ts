/** Where one can drive from each node, by numbers. */
type Neighbours = readonly (readonly number[])[];

/** The largest set of nodes from each of which every other of it can be reached (Kosaraju: by two walks, there and back). */
export function largestPart(streets: Neighbours, reversed: Neighbours): ReadonlySet<number> {
  const order = leavingOrder(streets);
  const seen = new Uint8Array(streets.length);
  let largest: number[] = [];
  for (const root of order.reverse()) {
    if (seen[root]) continue;
    seen[root] = 1;
    const part = [root];
    for (const node of part) {
      for (const to of reversed[node]!) {
        if (seen[to]) continue;
        seen[to] = 1;
        part.push(to);
      }
    }
    if (part.length > largest.length) largest = part;
  }
  return new Set(largest);
}

/** The nodes in the order in which a walk in depth leaves them for good. */
function leavingOrder(streets: Neighbours): number[] {
  const seen = new Uint8Array(streets.length);
  const next = new Int32Array(streets.length);
  const order: number[] = [];
  for (let root = 0; root < streets.length; root++) {
    if (seen[root]) continue;
    seen[root] = 1;
    const stack = [root];
    while (stack.length > 0) {
      const node = stack.at(-1)!;
      const to = streets[node]![next[node]!++];
      if (to === undefined) order.push(stack.pop()!);
      else if (!seen[to]) {
        seen[to] = 1;
        stack.push(to);
      }
    }
  }
  return order;
}
