import type { Arrival } from '../load/arrivals';
import type { Measurements, Operation } from '../load/measurements';
import { percentile } from '../replay/figures';
import type { Claim } from './claims';
import type { Arrivals, Span } from './played';

export interface Phase {
  readonly name: Span['name'];
  readonly seconds: number;
  /**
   * Of positions and reads, those that were meant to begin in it, and those that ended in it. They wait for nobody, so that as
   * many end as arrive where the service keeps up; a ride waits for drivers who let their offers run out.
   */
  readonly arrived: number;
  readonly ended: number;
  readonly requestP50Ms: number;
  readonly requestP99Ms: number;
}

/** Of what arrived, the share that must have ended: the rest is what is under way at the span's end and was not at its beginning. */
export const LEAST_RECOVERED = 0.9;

const SHORT: readonly Operation[] = ['positions', 'read'];
const SHORT_KINDS: readonly Arrival['kind'][] = ['positions', 'reads'];
const REQUESTS: readonly Operation[] = ['positions', 'read', 'request', 'booking', 'step'];

export function phaseOf({ name, fromMs, toMs }: Span, { arrivals, beganMs }: Arrivals, measured: Measurements): Phase {
  const of = (operations: readonly Operation[]): number[] =>
    operations.flatMap((operation) => measured.within(operation, fromMs, toMs));
  const requests = of(REQUESTS).sort((a, b) => a - b);
  const arrived = arrivals.filter(
    ({ kind, atMs }) => SHORT_KINDS.includes(kind) && beganMs + atMs >= fromMs && beganMs + atMs < toMs,
  );
  return {
    name,
    seconds: rounded((toMs - fromMs) / 1_000),
    arrived: arrived.length,
    ended: of(SHORT).length,
    requestP50Ms: rounded(percentile(requests, 0.5)),
    requestP99Ms: rounded(percentile(requests, 0.99)),
  };
}

/** With all processes there again as much ends as arrives, nobody gave up, and the process that was killed does its part. */
export function throughputRecovers(
  phases: readonly Phase[],
  failures: readonly string[],
  killed: { readonly name: string; readonly servedSince: number },
): Claim {
  const [before, after] = ['all there', 'all there again'].map((name) => phases.find((phase) => phase.name === name)!);
  const violations = failures.map((why) => `An act failed: ${why}`);
  // What is not a number is no throughput either.
  if (!(after!.ended / after!.arrived >= LEAST_RECOVERED))
    violations.push(`${after!.ended} positions and reads ended afterwards, of ${after!.arrived} that arrived.`);
  if (killed.servedSince === 0) violations.push(`${killed.name} was started again, and answered nothing.`);
  return {
    claim: 'throughput recovers',
    seen:
      `${after!.ended} positions and reads ended of ${after!.arrived} that arrived, and before ${before!.ended} of ` +
      `${before!.arrived}; ${killed.name} answered ${killed.servedSince} requests since it is back`,
    violations,
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
