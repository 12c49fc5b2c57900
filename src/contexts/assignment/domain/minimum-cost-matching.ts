import { ColumnQueue } from './column-queue';

/** That a row may take a column, and what it costs: any finite number, negative and fractional too. */
export interface Edge {
  readonly column: number;
  readonly cost: number;
}

const NONE = -1;

/**
 * Which row takes which column so that the total is the least there is.
 *
 * `rows[i]` lists the columns that row i may take; a column is taken at most once. A row may stay unmatched, at
 * `unmatchedCosts[i]`. All costs are in one unit, which the caller chooses (matching requests: seconds). The answer is each
 * row's column, or null where it stays unmatched. Of equal totals it is one that leaves the fewest rows unmatched, and the
 * same input has the same answer. The order of rows and edges decides what is left open.
 *
 * The total is exact as long as every sum of costs is (whole numbers below 2^53), otherwise within their rounding.
 *
 * Successive shortest augmenting paths with prices on the columns: R. Jonker and A. Volgenant, "A shortest augmenting path
 * algorithm for dense and sparse linear assignment problems", Computing 38 (1987), in the form of section 4.4 of Burkard,
 * Dell'Amico and Martello, "Assignment Problems" (SIAM 2012), without its opening heuristics. Staying unmatched is a column of
 * the row's own. For R rows with E edges in all O(R · E · log E) at worst. It looks at some 1.5 E edges where columns abound,
 * and at some 25 E where there are 240 for 300 rows.
 *
 * @throws RangeError for lengths that differ, a column that is not a whole number from 0 on, a cost that is not finite, and
 * a column that one row lists twice.
 */
export function minimumCostMatching(
  rows: readonly (readonly Edge[])[],
  unmatchedCosts: readonly number[],
): (number | null)[] {
  return pricedMatching(rows, unmatchedCosts).columns;
}

export interface PricedMatching {
  /** Each row's column; null where it stays unmatched. */
  readonly columns: (number | null)[];
  /**
   * What each row pays: its column's cost with the column's price taken off, or for staying unmatched. No column that the row
   * did not list could make the total less, whoever else listed it, unless it cost the row less than that: the rows pay the
   * least total (linear programming duality), and a column's price is never above 0.
   */
  readonly paid: number[];
}

/** The same, with what tells whether edges that were left out could have made it cheaper. */
export function pricedMatching(rows: readonly (readonly Edge[])[], unmatchedCosts: readonly number[]): PricedMatching {
  const matching = new Matching(rows, unmatchedCosts);
  for (let row = 0; row < rows.length; row++) matching.place(row);
  return { columns: matching.columnsOfRows(), paid: rows.map((_, row) => matching.paidBy(row)) };
}

/**
 * A matching that is the cheapest for the rows placed so far. Columns are numbered anew, densely, in the order they are named.
 *
 * What stays true between two rows: a column's price is 0 while nobody holds it and never above 0; no edge costs less, its
 * column's price taken off, than what its row pays for its own. That is the certificate of optimality, and it makes every
 * detour cost at least 0, which Dijkstra needs.
 */
class Matching {
  private readonly columnNumbers: number[] = [];
  /** The edges of row i are those from `firstEdge[i]` to before `firstEdge[i + 1]`. */
  private readonly firstEdge: Int32Array;
  private readonly edgeColumn: Int32Array;
  private readonly edgeCost: Float64Array;
  private readonly takenEdge: Int32Array;
  private readonly holder: Int32Array;
  private readonly price: Float64Array;

  // Of one search: how far a column is, the row and edge it was reached by, whether that is final.
  private readonly distance: Float64Array;
  private readonly reachedFrom: Int32Array;
  private readonly reachedBy: Int32Array;
  private readonly settled: Uint8Array;
  private readonly queue = new ColumnQueue();
  private reached: number[] = [];

  constructor(
    rows: readonly (readonly Edge[])[],
    private readonly unmatchedCosts: readonly number[],
  ) {
    if (rows.length !== unmatchedCosts.length)
      throw new RangeError(`There are ${rows.length} rows, but ${unmatchedCosts.length} costs of staying unmatched.`);
    const edges = rows.reduce((sum, { length }) => sum + length, 0);
    this.firstEdge = new Int32Array(rows.length + 1);
    this.edgeColumn = new Int32Array(edges);
    this.edgeCost = new Float64Array(edges);
    this.takenEdge = new Int32Array(rows.length).fill(NONE);
    this.readEdges(rows);
    const columns = this.columnNumbers.length;
    this.holder = new Int32Array(columns).fill(NONE);
    this.price = new Float64Array(columns);
    this.distance = new Float64Array(columns).fill(Infinity);
    this.reachedFrom = new Int32Array(columns);
    this.reachedBy = new Int32Array(columns);
    this.settled = new Uint8Array(columns);
  }

  /** Gives the row a column, or leaves one row unmatched, by the cheapest chain of rows that change theirs. */
  place(root: number): void {
    let row = root;
    let at = 0;
    let free = NONE;
    let freeAt = Infinity;
    let leaver = NONE;
    let leaverAt = Infinity;
    for (;;) {
      const paid = this.paidBy(row);
      // Never below 0 but for rounding, and rounding must not make a way back look like a gain.
      const leavesAt = at + Math.max(0, this.unmatchedCosts[row]! - paid);
      if (leavesAt < leaverAt) [leaver, leaverAt] = [row, leavesAt];
      for (let edge = this.firstEdge[row]!; edge < this.firstEdge[row + 1]!; edge++) {
        const column = this.edgeColumn[edge]!;
        const distance = at + Math.max(0, this.edgeCost[edge]! - this.price[column]! - paid);
        // What is farther than a known end cannot be on the way to a nearer one.
        if (distance >= this.distance[column]! || distance >= freeAt || distance > leaverAt) continue;
        this.reach(column, distance, row, edge);
        if (this.holder[column] === NONE) [free, freeAt] = [column, distance];
        else this.queue.push(column, distance);
      }
      const next = this.settleNearest();
      if (next === undefined || this.distance[next]! >= freeAt || this.distance[next]! > leaverAt) break;
      this.settled[next] = 1;
      row = this.holder[next]!;
      at = this.distance[next]!;
    }
    // At equal cost a column rather than none: that leaves the fewest unmatched.
    if (freeAt <= leaverAt) this.end(root, free, freeAt);
    else this.endUnmatched(root, leaver, leaverAt);
  }

  columnsOfRows(): (number | null)[] {
    return Array.from(this.takenEdge, (edge) => (edge === NONE ? null : this.columnNumbers[this.edgeColumn[edge]!]!));
  }

  /** What its own column costs a row, the column's price taken off; of a row without one, what the cheapest would. */
  paidBy(row: number): number {
    const taken = this.takenEdge[row]!;
    if (taken !== NONE) return this.edgeCost[taken]! - this.price[this.edgeColumn[taken]!]!;
    let least = this.unmatchedCosts[row]!;
    for (let edge = this.firstEdge[row]!; edge < this.firstEdge[row + 1]!; edge++)
      least = Math.min(least, this.edgeCost[edge]! - this.price[this.edgeColumn[edge]!]!);
    return least;
  }

  private readEdges(rows: readonly (readonly Edge[])[]): void {
    const dense = new Map<number, number>();
    const lastRow: number[] = [];
    let place = 0;
    for (const [row, edges] of rows.entries()) {
      const unmatched = this.unmatchedCosts[row]!;
      if (!Number.isFinite(unmatched)) throw new RangeError(`Row ${row} stays unmatched at ${unmatched}: not finite.`);
      for (const { column: number, cost } of edges) {
        if (!Number.isSafeInteger(number) || number < 0)
          throw new RangeError(`Row ${row} lists column ${number}: not a whole number from 0 on.`);
        if (!Number.isFinite(cost)) throw new RangeError(`Row ${row} takes column ${number} at ${cost}: not finite.`);
        let column = dense.get(number);
        if (column === undefined) {
          column = this.columnNumbers.push(number) - 1;
          dense.set(number, column);
        }
        if (lastRow[column] === row) throw new RangeError(`Row ${row} lists column ${number} twice.`);
        lastRow[column] = row;
        this.edgeColumn[place] = column;
        this.edgeCost[place++] = cost;
      }
      this.firstEdge[row + 1] = place;
    }
  }

  private reach(column: number, distance: number, row: number, edge: number): void {
    if (this.distance[column] === Infinity) this.reached.push(column);
    this.distance[column] = distance;
    this.reachedFrom[column] = row;
    this.reachedBy[column] = edge;
  }

  private settleNearest(): number | undefined {
    let next = this.queue.pop();
    while (next !== undefined && this.settled[next]) next = this.queue.pop();
    return next;
  }

  private end(root: number, free: number, at: number): void {
    this.settlePrices(at);
    let column = free;
    for (;;) {
      const row = this.reachedFrom[column]!;
      const edge = this.takenEdge[row]!;
      this.takenEdge[row] = this.reachedBy[column]!;
      this.holder[column] = row;
      if (row === root) return;
      column = this.edgeColumn[edge]!;
    }
  }

  /** The leaver's column goes back along the chain to the root. */
  private endUnmatched(root: number, leaver: number, at: number): void {
    const left = this.takenEdge[leaver]!;
    this.takenEdge[leaver] = NONE;
    if (leaver === root) this.settlePrices(at);
    else this.end(root, this.edgeColumn[left]!, at);
  }

  /** Raises what the rows pay to the end of the search, so that the certificate holds for the new matching too. */
  private settlePrices(at: number): void {
    for (const column of this.reached) {
      if (this.settled[column]) this.price[column] = this.price[column]! + this.distance[column]! - at;
      this.settled[column] = 0;
      this.distance[column] = Infinity;
    }
    this.reached = [];
    this.queue.clear();
  }
}
