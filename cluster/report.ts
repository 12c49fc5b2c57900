import type { Figures } from '../load/measurements';
import { tableLines } from '../load/table';
import type { Claim } from './claims';
import type { ClusterOptions } from './options';
import type { Phase } from './phases';

export interface ClusterReport {
  readonly options: ClusterOptions;
  readonly killed: string;
  readonly phases: readonly Phase[];
  readonly claims: readonly Claim[];
  readonly figures: readonly Figures[];
  readonly acknowledged: number;
  readonly sentAgain: number;
  /** Changes that the killed process was at. */
  readonly brokenOff: number;
  /** For so long requests were still sent to the killed process. */
  readonly unnoticedMs: number;
  readonly backAfterSeconds: number;
}

const MOST_TOLD = 20;

export function isShown({ claims }: Pick<ClusterReport, 'claims'>): boolean {
  return claims.length > 0 && claims.every(({ violations }) => violations.length === 0);
}

export function clusterLines(report: ClusterReport): string[] {
  const { options, killed, phases, claims, figures } = report;
  return [
    `${options.nodes} processes on one PostgreSQL, ${options.perSecond} arrivals a second, ${options.drivers} drivers, ${options.streams} boards, seed ${options.seed}`,
    `${killed} was killed with -9 in the middle of ${report.brokenOff} changes, went unnoticed for ${report.unnoticedMs} ms, and was ready ${report.backAfterSeconds} s after it was started again; ${report.sentAgain} requests were sent again`,
    '',
    ...tableLines([
      ['', 'seconds', 'positions and reads', 'ended', 'request p50 ms', 'p99 ms'],
      ...phases.map((phase) => [
        ...[phase.name, phase.seconds, phase.arrived, phase.ended, phase.requestP50Ms, phase.requestP99Ms],
      ]),
    ]),
    '',
    ...tableLines([
      ['', 'count', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms', 'errors'],
      ...figures.map((row) => [row.operation, row.count, row.p50Ms, row.p95Ms, row.p99Ms, row.maxMs, row.errors]),
    ]),
    '',
    ...claims.flatMap(({ claim, seen, violations }) => [
      `${violations.length === 0 ? 'holds' : 'FALSE'}  ${claim}: ${seen}`,
      ...violations.slice(0, MOST_TOLD).map((violation) => `         - ${violation}`),
    ]),
  ];
}
