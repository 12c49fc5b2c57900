import { setTimeout as sleep } from 'node:timers/promises';
import type { Arrival } from './arrivals';

export interface OpenLoopOutcome {
  readonly begun: number;
  /** How much later than its time the last one of a hundred was begun: what the load itself was late by is in the latencies. */
  readonly lateP99Ms: number;
}

/**
 * Begins each arrival at its time and waits for none, so that a service that falls behind meets a load that does not.
 * Resolves when all that began have ended, each by itself: `act` never rejects.
 * @param began the moment of `atMs` 0, by `performance.now()`
 * @param act is told when the arrival was meant to begin, from which latency counts
 */
export async function openLoop(
  arrivals: readonly Arrival[],
  began: number,
  act: (arrival: Arrival, meantMs: number) => Promise<void>,
  stop?: AbortSignal,
): Promise<OpenLoopOutcome> {
  const underWay = new Set<Promise<void>>();
  const late: number[] = [];
  for (const arrival of arrivals) {
    const meantMs = began + arrival.atMs;
    const early = meantMs - performance.now();
    if (early > 1) await sleep(early, undefined, { signal: stop }).catch(() => undefined);
    if (stop?.aborted) break;
    late.push(Math.max(0, performance.now() - meantMs));
    const running = act(arrival, meantMs).finally(() => underWay.delete(running));
    underWay.add(running);
  }
  await Promise.all(underWay);
  late.sort((a, b) => a - b);
  return { begun: late.length, lateP99Ms: late[Math.floor(late.length * 0.99)] ?? 0 };
}
