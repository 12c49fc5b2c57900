export interface Street {
  /** The number of the node where it ends. */
  readonly to: number;
  /** A positive whole number. */
  readonly cost: number;
}

/** By the number of the node where they begin. */
export type Streets = readonly (readonly Street[])[];

/** The least cost from one node to each, infinite where no way leads, by Dijkstra's algorithm over a binary heap. */
export function costFrom(from: number, streets: Streets): Float64Array {
  const costs = new Float64Array(streets.length).fill(Infinity);
  const heap = new Heap();
  costs[from] = 0;
  heap.push(0, from);
  for (let top = heap.pop(); top; top = heap.pop()) {
    const { cost, node } = top;
    if (cost > costs[node]!) continue;
    for (const { to, cost: further } of streets[node]!) {
      const reached = cost + further;
      if (reached >= costs[to]!) continue;
      costs[to] = reached;
      heap.push(reached, to);
    }
  }
  return costs;
}

/** Of two parallel lists, since there are millions of entries. */
class Heap {
  private readonly costs: number[] = [];
  private readonly nodes: number[] = [];

  push(cost: number, node: number): void {
    let at = this.costs.length;
    this.costs.push(cost);
    this.nodes.push(node);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.costs[parent]! <= cost) break;
      this.put(at, this.costs[parent]!, this.nodes[parent]!);
      at = parent;
    }
    this.put(at, cost, node);
  }

  pop(): { readonly cost: number; readonly node: number } | null {
    if (this.costs.length === 0) return null;
    const top = { cost: this.costs[0]!, node: this.nodes[0]! };
    const cost = this.costs.pop()!;
    const node = this.nodes.pop()!;
    if (this.costs.length > 0) this.sink(cost, node);
    return top;
  }

  private sink(cost: number, node: number): void {
    const { costs, nodes } = this;
    let at = 0;
    for (let child = 1; child < costs.length; child = 2 * at + 1) {
      if (child + 1 < costs.length && costs[child + 1]! < costs[child]!) child++;
      if (costs[child]! >= cost) break;
      this.put(at, costs[child]!, nodes[child]!);
      at = child;
    }
    this.put(at, cost, node);
  }

  private put(at: number, cost: number, node: number): void {
    this.costs[at] = cost;
    this.nodes[at] = node;
  }
}
