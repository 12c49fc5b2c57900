/** How numbers are spread. */
export interface Spread {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  /** The mean of the largest twentieth: a `p95` of values that are whole minutes tells them in whole minutes, this does not. */
  readonly worst: number;
}

/** All 0 where there are none. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const worst = sorted.slice(-Math.ceil(sorted.length / 20));
  return {
    ...{ mean: rounded(meanOf(sorted)), p50: rounded(percentile(sorted, 0.5)), p95: rounded(percentile(sorted, 0.95)) },
    worst: rounded(meanOf(worst)),
  };
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The least of the values that at least this share of them does not exceed. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : rounded(part / whole);
}

/** To a thousandth. */
export function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

export interface RidesPerCab {
  readonly least: number;
  readonly p10: number;
  readonly median: number;
  readonly p90: number;
  readonly most: number;
  /** Cabs without any. */
  readonly none: number;
}

export function ridesPerCab(counts: readonly number[]): RidesPerCab {
  const sorted = [...counts].sort((a, b) => a - b);
  const at = (share: number): number => percentile(sorted, share);
  return {
    ...{ least: sorted[0] ?? 0, p10: at(0.1), median: at(0.5), p90: at(0.9), most: sorted.at(-1) ?? 0 },
    none: sorted.filter((count) => count === 0).length,
  };
}
