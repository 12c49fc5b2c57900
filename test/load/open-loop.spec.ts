import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../demo/random';
import { arrivalsOf } from '../../load/arrivals';
import { Measurements } from '../../load/measurements';
import { openLoop } from '../../load/open-loop';

const MIX = { positions: 70, ondemand: 0, scheduled: 10, reads: 20 };

describe('arrivals', () => {
  it('are fixed by their seed, as many as was asked for, and mixed as was asked for', () => {
    const arrivals = arrivalsOf(MIX, 50, 400, new Random(3));
    expect(arrivalsOf(MIX, 50, 400, new Random(3))).toEqual(arrivals);
    expect(arrivalsOf(MIX, 50, 400, new Random(4))).not.toEqual(arrivals);
    // 20,000 with a deviation of 141.
    expect(Math.abs(arrivals.length - 20_000)).toBeLessThan(700);
    const share = (kind: string): number => arrivals.filter((one) => one.kind === kind).length / arrivals.length;
    expect(share('positions')).toBeCloseTo(0.7, 1);
    expect(share('scheduled')).toBeCloseTo(0.1, 1);
    expect(share('reads')).toBeCloseTo(0.2, 1);
    expect(share('ondemand')).toBe(0);
    for (const [index, { atMs }] of arrivals.entries()) expect(atMs).toBeGreaterThan(arrivals[index - 1]?.atMs ?? 0);
  });
});

describe('the open loop', () => {
  const every10Ms = Array.from({ length: 40 }, (_, index) => ({ atMs: index * 10, kind: 'reads' as const }));

  it('begins each at its time whatever became of the last, and counts from then', async () => {
    const measurements = new Measurements();
    const began = performance.now();
    // A service that stands still for 300 ms, then answers all at once: whoever waits for it sees one slow answer.
    const { begun } = await openLoop(every10Ms, began, async (_, meantMs) => {
      await sleep(Math.max(1, began + 300 - performance.now()));
      measurements.record('read', meantMs);
    });
    expect(begun).toBe(40);
    const { count, p50Ms, maxMs } = measurements.figures(began, performance.now())[0]!;
    expect(count).toBe(40);
    expect(maxMs).toBeGreaterThan(290);
    // Of 40, the 30 that were meant to begin meanwhile waited for what was left of it: half of all more than 95 ms.
    expect(p50Ms).toBeGreaterThan(80);
  });

  it('begins nothing any more when it is stopped, and waits for what has begun', async () => {
    const stop = new AbortController();
    let ended = 0;
    setTimeout(() => stop.abort(), 100);
    const act = async (): Promise<void> => {
      await sleep(50);
      ended++;
    };
    const { begun } = await openLoop(every10Ms, performance.now(), act, stop.signal);
    expect(begun).toBeLessThan(30);
    expect(ended).toBe(begun);
  });
});
