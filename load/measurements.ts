import { percentile } from '../replay/figures';

export const OPERATIONS = [
  'positions',
  'request',
  'offer',
  'booking',
  'step',
  'read',
  'board',
  'ride on demand',
  'ride booked ahead',
] as const;
/**
 * `offer`: from the moment a rider meant to ask until a driver's stream shows the offer; `board`: from that in which a booking
 * was meant to be made until a watched board shows the ride; `step`: each request of a ride after its first, from its sending.
 */
export type Operation = (typeof OPERATIONS)[number];

export interface Figures {
  readonly operation: Operation;
  readonly count: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly errors: number;
}

export interface Failure {
  readonly operation: Operation;
  readonly why: string;
  readonly atMs: number;
}

/** What ended when, after how long; and what failed. Moments by `performance.now()`. */
export class Measurements {
  private readonly ended = new Map<Operation, { readonly atMs: number[]; readonly tookMs: number[] }>();
  readonly failures: Failure[] = [];

  record(operation: Operation, meantMs: number, endedMs = performance.now()): void {
    const series = this.ended.get(operation) ?? { atMs: [], tookMs: [] };
    this.ended.set(operation, series);
    series.atMs.push(endedMs);
    series.tookMs.push(endedMs - meantMs);
  }

  fail(operation: Operation, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.failures.push({ operation, why, atMs: performance.now() });
  }

  /** Of what ended in the span; errors are those of the whole time, since none is excused by warming up. */
  figures(fromMs: number, toMs: number): Figures[] {
    return OPERATIONS.map((operation) => {
      const took = this.within(operation, fromMs, toMs).sort((a, b) => a - b);
      const at = (share: number): number => tenth(percentile(took, share));
      return {
        operation,
        count: took.length,
        perSecond: tenth((took.length * 1_000) / (toMs - fromMs)),
        ...{ p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs: tenth(took.at(-1) ?? 0) },
        errors: this.failures.filter((failure) => failure.operation === operation).length,
      };
    }).filter(({ count, errors }) => count + errors > 0);
  }

  /** Latencies in milliseconds. */
  within(operation: Operation, fromMs: number, toMs: number): number[] {
    const { atMs, tookMs } = this.ended.get(operation) ?? { atMs: [], tookMs: [] };
    return tookMs.filter((_, index) => atMs[index]! >= fromMs && atMs[index]! < toMs);
  }
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
