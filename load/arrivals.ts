import type { Random } from '../demo/random';
import { type Kind, KINDS, type Mix } from './mix';

/** Something that begins at its time, whatever became of what began before. */
export interface Arrival {
  /** From the beginning of the load. */
  readonly atMs: number;
  readonly kind: Kind;
}

/** As people come: independently of each other (Poisson), so that some come at once. The same seed gives the same arrivals. */
export function arrivalsOf(mix: Mix, perSecond: number, seconds: number, random: Random): Arrival[] {
  const arrivals: Arrival[] = [];
  const pause = (): number => (-Math.log(1 - random.next()) * 1_000) / perSecond;
  for (let atMs = pause(); atMs < seconds * 1_000; atMs += pause())
    arrivals.push({ atMs, kind: kindAt(mix, random.next() * 100) });
  return arrivals;
}

function kindAt(mix: Mix, percent: number): Kind {
  let upTo = 0;
  return KINDS.find((kind) => percent < (upTo += mix[kind]))!;
}
