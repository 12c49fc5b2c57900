import { WrongOptions } from '../demo/command-options';

export const KINDS = ['positions', 'ondemand', 'scheduled', 'reads'] as const;
/** What begins: a report of positions, a rider who wants a cab now, a ride that is booked ahead and driven, something looked at. */
export type Kind = (typeof KINDS)[number];

/** Percent of all arrivals, 100 together. */
export type Mix = Readonly<Record<Kind, number>>;

export const DEFAULT_MIX = 'positions=60,ondemand=4,scheduled=3,reads=33';

/** @param text `positions=60,ondemand=4,…`; what is not named does not happen. @throws WrongOptions */
export function readMix(text: string): Mix {
  const mix: Record<Kind, number> = { positions: 0, ondemand: 0, scheduled: 0, reads: 0 };
  const named = new Set<string>();
  for (const part of text.split(',')) {
    const [, name, percent] = /^([a-z]+)=(\d{1,3})$/.exec(part) ?? [];
    const kind = KINDS.find((known) => known === name);
    if (!kind) throw new WrongOptions(`--mix names ${KINDS.join(', ')} as ${DEFAULT_MIX} does, not "${part}".`);
    if (named.has(kind)) throw new WrongOptions(`--mix names ${kind} twice.`);
    named.add(kind);
    mix[kind] = Number(percent);
  }
  const sum = KINDS.reduce((total, kind) => total + mix[kind], 0);
  if (sum !== 100) throw new WrongOptions(`--mix must be 100 percent together, and "${text}" is ${sum}.`);
  return mix;
}
