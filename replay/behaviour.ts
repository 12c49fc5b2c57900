import { Random } from '../demo/random';

/** How drivers answer offers, the same for the same seed, driver and trip. */
export const BEHAVIOUR = {
  thinksSeconds: { least: 3, most: 8 },
  declinesPercent: 4,
  letsLapsePercent: 1,
};

export interface Answer {
  readonly kind: 'accepts' | 'declines' | 'lets lapse';
  readonly afterSeconds: number;
}

export function answerTo(seed: number, cab: number, trip: number): Answer {
  const random = new Random(
    Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(cab + 1, 0x85ebca6b) ^ Math.imul(trip + 1, 0xc2b2ae35),
  );
  const { thinksSeconds, declinesPercent, letsLapsePercent } = BEHAVIOUR;
  const afterSeconds = random.whole(thinksSeconds.least, thinksSeconds.most);
  const chance = random.next() * 100;
  if (chance < declinesPercent) return { kind: 'declines', afterSeconds };
  return { kind: chance < declinesPercent + letsLapsePercent ? 'lets lapse' : 'accepts', afterSeconds };
}
