import fc from 'fast-check';
import { type Edge, minimumCostMatching, pricedMatching } from './minimum-cost-matching';

interface Problem {
  readonly rows: readonly (readonly Edge[])[];
  readonly unmatchedCosts: readonly number[];
}
interface Outcome {
  readonly total: number;
  readonly unmatched: number;
}

const whole = fc.integer({ min: -20, max: 60 });
/** So few that most problems have several answers of one total. */
const tied = fc.integer({ min: 0, max: 2 });
const fractional = fc.double({ min: -50, max: 150, noNaN: true });

function problems(cost: fc.Arbitrary<number>, mostRows: number, columns: number): fc.Arbitrary<Problem> {
  const edges = fc.uniqueArray(fc.record({ column: fc.nat({ max: columns - 1 }), cost }), {
    maxLength: columns,
    selector: ({ column }) => column,
  });
  return fc.array(fc.record({ edges, unmatchedCost: cost }), { maxLength: mostRows }).map((all) => ({
    rows: all.map((row) => row.edges),
    unmatchedCosts: all.map(({ unmatchedCost }) => unmatchedCost),
  }));
}

function solve({ rows, unmatchedCosts }: Problem): (number | null)[] {
  return minimumCostMatching(rows, unmatchedCosts);
}

/** Throws where a pair is no edge or a column is taken twice. */
function outcomeOf({ rows, unmatchedCosts }: Problem, columns: readonly (number | null)[]): Outcome {
  expect(columns).toHaveLength(rows.length);
  const taken = columns.filter((column) => column !== null);
  expect(new Set(taken).size).toBe(taken.length);
  const costs = columns.map((column, row) => {
    if (column === null) return unmatchedCosts[row]!;
    const edge = rows[row]!.find((each) => each.column === column);
    if (!edge) throw new Error(`Row ${row} has no edge to column ${column}.`);
    return edge.cost;
  });
  return { total: costs.reduce((sum, cost) => sum + cost, 0), unmatched: columns.length - taken.length };
}

/** The least total, and of those the fewest unmatched, by trying everything. */
function byTryingAll({ rows, unmatchedCosts }: Problem, row = 0, taken = new Set<number>()): Outcome {
  if (row === rows.length) return { total: 0, unmatched: 0 };
  const rest = byTryingAll({ rows, unmatchedCosts }, row + 1, taken);
  let best = { total: unmatchedCosts[row]! + rest.total, unmatched: rest.unmatched + 1 };
  for (const { column, cost } of rows[row]!) {
    if (taken.has(column)) continue;
    taken.add(column);
    const { total, unmatched } = byTryingAll({ rows, unmatchedCosts }, row + 1, taken);
    taken.delete(column);
    const isBetter = cost + total < best.total || (cost + total === best.total && unmatched < best.unmatched);
    if (isBetter) best = { total: cost + total, unmatched };
  }
  return best;
}

/**
 * Whether some chain of changes would make the matching cheaper: a negative cycle of the residual graph, by Bellman-Ford. A
 * place that is left is handed to a hub, and taken from it; all its nodes begin at 0.
 */
function canBeImproved(
  { rows, unmatchedCosts }: Problem,
  columns: readonly (number | null)[],
  within: number,
): boolean {
  const held = new Set(columns);
  const hub = 'hub';
  const arcs: [string, string, number][] = rows.flatMap((edges, row) => {
    const ofColumns = edges.map(({ column, cost }): [string, string, number] =>
      columns[row] === column ? [`column ${column}`, `row ${row}`, -cost] : [`row ${row}`, `column ${column}`, cost],
    );
    const unmatched = unmatchedCosts[row]!;
    return [...ofColumns, columns[row] === null ? [hub, `row ${row}`, -unmatched] : [`row ${row}`, hub, unmatched]] as [
      string,
      string,
      number,
    ][];
  });
  for (const column of new Set(rows.flatMap((edges) => edges.map((edge) => edge.column))))
    arcs.push(held.has(column) ? [hub, `column ${column}`, 0] : [`column ${column}`, hub, 0]);

  const distances = new Map(arcs.flatMap(([from, to]) => [from, to]).map((node) => [node, 0]));
  for (let turn = 0; turn <= distances.size; turn++) {
    let changed = false;
    for (const [from, to, cost] of arcs) {
      const distance = distances.get(from)! + cost;
      if (distance >= distances.get(to)! - within) continue;
      distances.set(to, distance);
      changed = true;
    }
    if (!changed) return false;
  }
  return true;
}

/** Every row takes the cheapest that is left, in the order of all edges. */
function greedyTotal({ rows, unmatchedCosts }: Problem): number {
  const edges = rows.flatMap((each, row) => each.map(({ column, cost }) => ({ row, column, cost })));
  const columns: (number | null)[] = rows.map(() => null);
  for (const { row, column } of edges.sort((a, b) => a.cost - b.cost))
    if (columns[row] === null && !columns.includes(column)) columns[row] = column;
  return outcomeOf({ rows, unmatchedCosts }, columns).total;
}

describe('the matching of minimum cost', () => {
  it('says by what its rows pay whether edges that it was not shown could have made it cheaper', () => {
    let sure = 0;
    let improved = 0;
    fc.assert(
      fc.property(problems(whole, 6, 6), fc.integer({ min: 1, max: 3 }), (problem, most) => {
        const cheapest = problem.rows.map((edges) => [...edges].sort((a, b) => a.cost - b.cost));
        const rows = cheapest.map((edges) => edges.slice(0, most));
        const leastLeftOut = cheapest.map((edges) => edges[most]?.cost ?? Infinity);
        const { columns, paid } = pricedMatching(rows, problem.unmatchedCosts);
        const { total } = outcomeOf(problem, columns);
        const best = byTryingAll(problem).total;
        if (total > best) improved++;
        if (!paid.every((pays, row) => pays <= leastLeftOut[row]!)) return;
        sure++;
        expect(total).toBe(best);
      }),
      { numRuns: 3_000 },
    );
    // Neither is a rare case, so that what is said above was looked at.
    expect(sure).toBeGreaterThan(500);
    expect(improved).toBeGreaterThan(50);
  });

  it.each([
    ['whole and negative costs', whole],
    ['costs with many ties', tied],
  ])('has the least total and then the fewest unmatched rows there are: %s', (_, cost) => {
    fc.assert(
      fc.property(problems(cost, 6, 6), (problem) => {
        expect(outcomeOf(problem, solve(problem))).toEqual(byTryingAll(problem));
      }),
      { numRuns: 3_000 },
    );
  });

  it('has the least total at fractional costs', () => {
    fc.assert(
      fc.property(problems(fractional, 6, 6), (problem) => {
        expect(Math.abs(outcomeOf(problem, solve(problem)).total - byTryingAll(problem).total)).toBeLessThan(1e-9);
      }),
      { numRuns: 3_000 },
    );
  });

  it('has the least total where far more rows than columns compete', () => {
    fc.assert(
      fc.property(problems(whole, 8, 3), (problem) => {
        expect(outcomeOf(problem, solve(problem))).toEqual(byTryingAll(problem));
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves a row unmatched only where every column it may take is held or dearer than staying', () => {
    fc.assert(
      fc.property(problems(whole, 6, 6), (problem) => {
        const columns = solve(problem);
        for (const [row, column] of columns.entries()) {
          if (column !== null) continue;
          const free = problem.rows[row]!.filter((edge) => !columns.includes(edge.column));
          expect(free.filter(({ cost }) => cost <= problem.unmatchedCosts[row]!)).toEqual([]);
        }
      }),
    );
  });

  it('answers the same input alike', () => {
    fc.assert(
      fc.property(problems(tied, 6, 6), (problem) => {
        expect(solve(problem)).toEqual(solve(structuredClone(problem)));
      }),
    );
  });

  it.each([
    ['whole costs, 60 rows and 80 columns', whole, 60, 80, 0],
    ['tied costs, 60 rows and 80 columns', tied, 60, 80, 0],
    ['fractional costs, 60 rows and 80 columns', fractional, 60, 80, 1e-9],
    ['whole costs, fewer columns than rows', whole, 80, 60, 0],
    ['fractional costs, fewer columns than rows', fractional, 80, 60, 1e-9],
  ])('cannot be improved by any chain of changes: %s', (_, cost, rows, columns, within) => {
    const edges = fc.uniqueArray(fc.record({ column: fc.nat({ max: columns - 1 }), cost }), {
      minLength: 1,
      maxLength: 12,
      selector: ({ column }) => column,
    });
    const row = fc.record({ edges, unmatchedCost: cost.map((each) => each + 40) });
    fc.assert(
      fc.property(fc.array(row, { minLength: rows, maxLength: rows }), (all) => {
        const problem = { rows: all.map((each) => each.edges), unmatchedCosts: all.map((each) => each.unmatchedCost) };
        const answer = solve(problem);
        outcomeOf(problem, answer);
        expect(canBeImproved(problem, answer, within)).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it('is checked by something that finds a matching which can be improved', () => {
    const problem = {
      rows: [
        [
          { column: 0, cost: 1 },
          { column: 1, cost: 2 },
        ],
        [
          { column: 0, cost: 1 },
          { column: 1, cost: 100 },
        ],
      ],
      unmatchedCosts: [50, 50],
    };
    expect(canBeImproved(problem, [0, 1], 0)).toBe(true);
    expect(canBeImproved(problem, [0, null], 0)).toBe(true);
    expect(canBeImproved(problem, [1, 0], 0)).toBe(false);
  });

  it('sends the nearest cab to whom no other can reach, where the nearest first would cost 601 seconds', () => {
    const problem = {
      rows: [
        [
          { column: 7, cost: 60 },
          { column: 9, cost: 90 },
        ],
        [
          { column: 7, cost: 61 },
          { column: 9, cost: 541 },
        ],
      ],
      unmatchedCosts: [900, 900],
    };
    expect(greedyTotal(problem)).toBe(601);
    expect(solve(problem)).toEqual([9, 7]);
  });

  it('lets the row wait that waits at the least cost', () => {
    const only = [{ column: 3, cost: 10 }];
    expect(minimumCostMatching([only, only, only], [40, 90, 60])).toEqual([null, 3, null]);
  });

  it('matches at the very cost of staying unmatched, and has no column for whom there is none', () => {
    expect(minimumCostMatching([[{ column: 0, cost: 5 }], []], [5, 1])).toEqual([0, null]);
    expect(minimumCostMatching([[{ column: 0, cost: 6 }]], [5])).toEqual([null]);
    expect(minimumCostMatching([], [])).toEqual([]);
  });

  it('takes column numbers of any size', () => {
    const far = Number.MAX_SAFE_INTEGER;
    expect(minimumCostMatching([[{ column: far, cost: 1 }]], [2])).toEqual([far]);
  });

  it.each([
    ['lengths that differ', [[]], [1, 2], 'There are 1 rows, but 2 costs of staying unmatched.'],
    ['a column below 0', [[{ column: -1, cost: 1 }]], [1], 'Row 0 lists column -1: not a whole number from 0 on.'],
    ['half a column', [[{ column: 1.5, cost: 1 }]], [1], 'Row 0 lists column 1.5: not a whole number from 0 on.'],
    ['a column NaN', [[{ column: NaN, cost: 1 }]], [1], 'Row 0 lists column NaN: not a whole number from 0 on.'],
    ['an endless cost', [[{ column: 2, cost: Infinity }]], [1], 'Row 0 takes column 2 at Infinity: not finite.'],
    ['a cost NaN', [[{ column: 2, cost: NaN }]], [1], 'Row 0 takes column 2 at NaN: not finite.'],
    ['an endless wait', [[], []], [1, Infinity], 'Row 1 stays unmatched at Infinity: not finite.'],
    [
      'a column listed twice in a row',
      [
        [{ column: 4, cost: 1 }],
        [
          { column: 4, cost: 1 },
          { column: 4, cost: 2 },
        ],
      ],
      [1, 1],
      'Row 1 lists column 4 twice.',
    ],
  ])('refuses %s', (_, rows, unmatchedCosts, message) => {
    expect(() => minimumCostMatching(rows, unmatchedCosts)).toThrow(new RangeError(message));
  });
});
