import { type Edge, minimumCostMatching } from '../src/contexts/assignment/domain/minimum-cost-matching';
import { median, round } from './measure';
import type { BenchOptions, BenchReport } from './report';

/** The last has fewer cabs than requests: then the chains of cabs that change hands are the longest. */
const SIZES = [
  { requests: 10, cabsPerRequest: 2.5 },
  { requests: 100, cabsPerRequest: 2.5 },
  { requests: 1_000, cabsPerRequest: 2.5 },
  { requests: 1_000, cabsPerRequest: 0.8 },
];
const WARMING_SIZES = [
  { requests: 100, cabsPerRequest: 2.5 },
  { requests: 100, cabsPerRequest: 0.8 },
];
const MOST_CANDIDATES = 200;
const RUNS_A_ROUND = 15;
const WARMING_RUNS = 30;
/** A square, in which requests and cabs lie scattered evenly. */
const SIDE_METRES = 20_000;
const METRES_PER_SECOND = 6;
const UNMATCHED_SECONDS = 1_800;

interface Window {
  readonly rows: readonly (readonly Edge[])[];
  readonly unmatchedCosts: readonly number[];
}
type Columns = (number | null)[];

/** The exact matching of one window; beside sorting the same edges and taking the nearest first. No database takes part. */
export async function matching({ rounds }: BenchOptions): Promise<BenchReport> {
  // So that the first that is timed runs compiled code, like the last.
  const warming = WARMING_SIZES.map((size) => scattered(size, 0));
  for (let turn = 0; turn < WARMING_RUNS; turn++) warming.forEach(byBoth);

  const requests = SIZES.map((size) => measure(size, rounds));
  const [ten, hundred, thousand] = requests;
  return {
    name: 'matching',
    clients: [],
    requests,
    growth: {
      from10To100: growth(ten!, hundred!),
      from100To1000: growth(hundred!, thousand!),
    },
    floors: { nearestFirstMs: requests.map(({ nearestFirstMs }) => nearestFirstMs) },
    ratio: round(thousand!.nearestFirstMs / thousand!.ms),
  };
}

interface Measured {
  readonly requests: number;
  readonly cabs: number;
  readonly edges: number;
  readonly ms: number;
  readonly slowestMs: number;
  readonly nearestFirstMs: number;
  readonly secondsARequest: number;
  /** How much more the nearest first costs than the least there is. */
  readonly nearestFirstAbovePercent: number;
}

function measure(size: (typeof SIZES)[number], rounds: number): Measured {
  const exact: number[] = [];
  const nearest: number[] = [];
  const totals: number[] = [];
  const above: number[] = [];
  let edges = 0;
  for (let turn = 0; turn < rounds; turn++) {
    const window = scattered(size, turn + 1);
    edges = window.rows.reduce((sum, row) => sum + row.length, 0);
    for (let run = 0; run < RUNS_A_ROUND; run++) {
      const timed = byBoth(window);
      exact.push(timed.exact.microseconds);
      nearest.push(timed.nearestFirst.microseconds);
      if (run > 0) continue;
      const least = totalSeconds(window, timed.exact.columns);
      const greedy = totalSeconds(window, timed.nearestFirst.columns);
      // Of an exact answer alone: one that is dearer than greedy would be fast for nothing.
      if (least > greedy + 1e-6) throw new Error(`The matching costs ${least} s, the nearest first only ${greedy} s.`);
      totals.push(least / size.requests);
      above.push(100 * (greedy / least - 1));
    }
  }
  return {
    requests: size.requests,
    cabs: Math.round(size.requests * size.cabsPerRequest),
    edges,
    ms: milliseconds(median(exact)),
    slowestMs: milliseconds(Math.max(...exact)),
    nearestFirstMs: milliseconds(median(nearest)),
    secondsARequest: median(totals),
    nearestFirstAbovePercent: median(above),
  };
}

/** To the microsecond: ten requests take a few of them. */
function milliseconds(microseconds: number): number {
  return Math.round(microseconds) / 1_000;
}

function growth(from: Measured, to: Measured): { edges: number; matching: number; nearestFirst: number } {
  return {
    edges: round(to.edges / from.edges),
    matching: round(to.ms / from.ms),
    nearestFirst: round(to.nearestFirstMs / from.nearestFirstMs),
  };
}

function byBoth({ rows, unmatchedCosts }: Window): Record<'exact' | 'nearestFirst', Timed> {
  return {
    exact: timed(() => minimumCostMatching(rows, unmatchedCosts)),
    nearestFirst: timed(() => nearestFirst(rows)),
  };
}

interface Timed {
  readonly microseconds: number;
  readonly columns: Columns;
}

function timed(match: () => Columns): Timed {
  const begun = performance.now();
  const columns = match();
  return { microseconds: (performance.now() - begun) * 1_000, columns };
}

/** What dispatch by nearest cab comes to when a whole window is known. */
function nearestFirst(rows: readonly (readonly Edge[])[]): Columns {
  const columns: Columns = rows.map(() => null);
  const taken = new Set<number>();
  const edges = rows.flatMap((each, row) => each.map(({ column, cost }) => ({ row, column, cost })));
  for (const { row, column } of edges.sort((a, b) => a.cost - b.cost)) {
    if (columns[row] !== null || taken.has(column)) continue;
    columns[row] = column;
    taken.add(column);
  }
  return columns;
}

function totalSeconds({ rows, unmatchedCosts }: Window, columns: Columns): number {
  return columns.reduce<number>((sum, column, row) => {
    const edge = rows[row]!.find((each) => each.column === column);
    return sum + (edge ? edge.cost : unmatchedCosts[row]!);
  }, 0);
}

/** Each request with the cabs nearest to it, as seconds of driving. The same seed scatters alike. */
function scattered({ requests, cabsPerRequest }: (typeof SIZES)[number], seed: number): Window {
  const next = randomFrom(seed);
  const somewhere = (): [number, number] => [next() * SIDE_METRES, next() * SIDE_METRES];
  const cabs = Array.from({ length: Math.round(requests * cabsPerRequest) }, somewhere);
  const rows = Array.from({ length: requests }, () => {
    const [x, y] = somewhere();
    return cabs
      .map(([cabX, cabY], column): Edge => ({ column, cost: Math.hypot(cabX - x, cabY - y) / METRES_PER_SECOND }))
      .sort((a, b) => a.cost - b.cost)
      .slice(0, Math.min(requests, MOST_CANDIDATES));
  });
  return { rows, unmatchedCosts: rows.map(() => UNMATCHED_SECONDS) };
}

/** Numbers from 0 to below 1 that a seed repeats: Park and Miller, "Random number generators", CACM 31 (1988). */
function randomFrom(seed: number): () => number {
  let state = (seed * 7_919 + 1) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
