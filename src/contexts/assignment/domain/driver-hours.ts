import { dutyEndsBy, dutyMayStartAt, type HoursPolicy } from '../../../kernel/duty-hours';
import type { TimeWindow } from '../../../kernel/time-window';
import type { Refusal } from './refusal';

/** A stretch on duty; `end` null of the one he is on. */
export interface DutySpell {
  readonly start: Date;
  readonly end: Date | null;
}

/** What a driver has worked, and is to work before a later shift. */
export interface HoursAhead {
  readonly policy: HoursPolicy;
  /** Those of two windows and more before now. */
  readonly spells: readonly DutySpell[];
  /** His shifts that are not over now, up to the later one, which is not among them. */
  readonly shifts: readonly TimeWindow[];
  /** Of the later shift; now, of one that has begun and that he must come back to. */
  readonly startsAt: Date;
}

export interface DriverHours {
  /** When those of the duty he is on are spent; null where nobody has said, and off duty. */
  readonly endsBy: Date | null;
  /** For work that he must come on duty for; null for work on the duty he is on. */
  readonly ahead: HoursAhead | null;
}

export const HOURS_UNKNOWN: DriverHours = { endsBy: null, ahead: null };

/** Nobody has said how long he may stay, so neither that he may nor that he may not. */
export function areUnknown({ endsBy, ahead }: DriverHours): boolean {
  return endsBy === null && ahead === null;
}

/**
 * On duty until now, and then as planned: a shift that has begun counts from now on, since before it only what he was on duty
 * for counts.
 */
export function periodsOfDuty(spells: readonly DutySpell[], shifts: readonly TimeWindow[], now: Date): TimeWindow[] {
  const worked = spells.map(({ start, end }) => ({ start, end: end ?? now }));
  const planned = shifts.map(({ start, end }) => ({ start: start > now ? start : now, end }));
  return [...worked, ...planned].filter(({ start, end }) => end > start);
}

/** Until when he may work on the ride that needs him in this window; null where no hours bound him. */
export function hoursEndBy({ endsBy, ahead }: DriverHours, needed: TimeWindow, now: Date): Date | null {
  if (ahead === null) return endsBy;
  const periods = periodsOfDuty(ahead.spells, ahead.shifts, now);
  const from = dutyMayStartAt(periods, ahead.startsAt, ahead.policy);
  // Rested too late: he would be there for none of it.
  return from > needed.start ? needed.start : dutyEndsBy(periods, from, ahead.policy);
}

/** Why work in this window would be beyond his hours; null where it would not. */
export function hoursRefusal(hours: DriverHours, window: TimeWindow, now: Date): Refusal | null {
  const endsBy = hoursEndBy(hours, window, now);
  if (endsBy === null || window.end <= endsBy) return null;
  const hoursEnd = endsBy.toISOString();
  const until = window.end.toISOString();
  const message = `The driver's hours are spent at ${hoursEnd}, and this would end at ${until}.`;
  return { code: 'driver_hours_spent', message, details: { hoursEnd, until } };
}
