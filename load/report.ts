import type { Failure, Figures } from './measurements';
import type { MemorySlope } from './memory';
import type { LoadOptions } from './options';
import { tableLines } from './table';

export interface LoadReport {
  readonly options: Omit<LoadOptions, 'json'>;
  readonly warmUpSeconds: number;
  readonly measuredSeconds: number;
  readonly arrivals: number;
  /** All that began and was to end, of a second. */
  readonly askedPerSecond: number;
  readonly endedPerSecond: number;
  readonly figures: readonly Figures[];
  readonly errors: number;
  readonly firstErrors: readonly string[];
  readonly sentAgain: number;
  /** How late the load itself was: it is in the latencies. */
  readonly lateP99Ms: number;
  readonly cpuPercent: number;
  readonly memory: MemorySlope | null;
  /** What must hold afterwards, and does not: a sentence each. */
  readonly violations: readonly string[];
}

/** Less of what was asked for, and the load was not held. */
const LEAST_HELD = 0.95;
const MOST_TOLD = 10;

export function firstOf(failures: readonly Failure[]): string[] {
  return failures.slice(0, MOST_TOLD).map(({ operation, why }) => `${operation}: ${why}`);
}

/** A sentence for each claim of the run that is false. */
export function brokenClaims(report: LoadReport): string[] {
  const { errors, askedPerSecond, endedPerSecond, violations } = report;
  const share = endedPerSecond / askedPerSecond;
  return [
    ...violations,
    ...(errors > 0 ? [`${errors} of the load's acts failed.`] : []),
    ...(share < LEAST_HELD
      ? [`The load was not held: ${endedPerSecond} acts a second ended of ${askedPerSecond} that began.`]
      : []),
  ];
}

export function loadLines(report: LoadReport): string[] {
  const { options, figures, memory, cpuPercent, firstErrors } = report;
  const { mix } = options;
  const shares = Object.entries(mix).map(([kind, percent]) => `${percent} % ${kind}`);
  const broken = brokenClaims(report);
  return [
    `${options.perSecond} arrivals a second (${shares.join(', ')}), ${options.streams} boards, ${options.drivers} drivers, seed ${options.seed}`,
    `${report.measuredSeconds} s measured after ${report.warmUpSeconds} s to warm up; open loop: latency counts from when an act was meant to begin`,
    '',
    ...tableLines([
      ['', 'count', 'a second', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms', 'errors'],
      ...figures.map((row) => [
        ...[row.operation, row.count, row.perSecond, row.p50Ms, row.p95Ms, row.p99Ms, row.maxMs, row.errors],
      ]),
    ]),
    '',
    `Throughput: ${report.endedPerSecond} acts a second ended, of ${report.askedPerSecond} that began; ${report.sentAgain} requests were sent again`,
    `Errors: ${report.errors}`,
    ...firstErrors.map((error) => `  - ${error}`),
    memory
      ? `Memory: ${memory.megabytesPerMinute} MB a minute (least squares of ${memory.samples} samples; ${memory.megabytesAtFirst} MB at first, ${memory.megabytesAtLast} MB at last)`
      : 'Memory: too few samples for a slope',
    `CPU of the service: ${cpuPercent} % of a core; the load itself was late by ${report.lateP99Ms} ms at p99`,
    broken.length === 0 ? 'Held.' : 'NOT HELD:',
    ...broken.map((sentence) => `  - ${sentence}`),
  ];
}
