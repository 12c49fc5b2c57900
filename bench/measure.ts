/** One level of load, as it is reported. */
export interface Level {
  readonly n: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The lowest and highest `perSecond` of the rounds, where there were several. */
  readonly rangePerSecond?: readonly [number, number];
}

/** Runs `act` from `clients` loops, each starting its next when its last has ended, until `count` have run. */
export async function closedLoop(
  clients: number,
  count: number,
  act: (client: number) => Promise<void>,
): Promise<Level> {
  const times: number[] = [];
  let left = count;
  const started = performance.now();
  const loop = async (client: number): Promise<void> => {
    while (left-- > 0) {
      const begun = performance.now();
      await act(client);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => loop(client)));
  const seconds = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number): number => round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  return { n: clients, perSecond: round(count / seconds), p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** The median of each figure over the rounds of one level. */
export function medianLevel(rounds: readonly Level[]): Level {
  const speeds = rounds.map(({ perSecond }) => perSecond);
  return {
    n: rounds[0]!.n,
    perSecond: median(speeds),
    p50Ms: median(rounds.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
    rangePerSecond: [Math.min(...speeds), Math.max(...speeds)],
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return round(sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2);
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
