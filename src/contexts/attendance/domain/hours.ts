import { dutyEndsBy, dutyMayStartAt, type HoursPolicy, minutesOnDuty } from '../../../kernel/duty-hours';
import type { TimeWindow } from '../../../kernel/time-window';
import { DomainError } from '../../../platform/errors/domain-error';

/** A driver's duties that are over, and the rule that counts them. */
export interface HoursAtHand {
  readonly policy: HoursPolicy;
  /** Those of the last two windows and more, without one that he is in now. */
  readonly past: readonly TimeWindow[];
}

/** As a driver reads it. */
export interface HoursLeft {
  readonly policy: HoursPolicy;
  /** Within the window, up to now. */
  readonly minutesOnDuty: number;
  /** 0 where he may not come on duty now. */
  readonly minutesLeft: number;
  /** When he must be off duty if he stays on it; null off duty. */
  readonly dutyEndsBy: Date | null;
  /** When he may come on duty; null on it. */
  readonly mayStartAt: Date | null;
}

const MINUTE_MILLISECONDS = 60_000;

/**
 * When the hours of one who came on duty at `checkedInAt` are spent.
 * @throws DomainError (rule) `hours_spent`, saying when he may come on duty, where they are spent at `at` or he was not rested
 */
export function admittedUntil({ policy, past }: HoursAtHand, checkedInAt: Date, at: Date): Date {
  const mayStartAt = dutyMayStartAt(past, checkedInAt, policy);
  if (mayStartAt > checkedInAt) throw hoursSpent(mayStartAt, policy);
  const endsBy = dutyEndsBy(past, checkedInAt, policy);
  // He waited for his approval until nothing was left: a new check-in counts from its own time.
  if (endsBy <= at) throw hoursSpent(dutyMayStartAt(past, at, policy), policy);
  return endsBy;
}

/** @param current when he came on duty; null off duty */
export function hoursLeft({ policy, past }: HoursAtHand, current: Date | null, at: Date): HoursLeft {
  const all = current ? [...past, { start: current, end: at }] : past;
  const figures = { policy, minutesOnDuty: minutesOnDuty(all, at, policy) };
  if (current) {
    const endsBy = dutyEndsBy(past, current, policy);
    return { ...figures, minutesLeft: minutesBetween(at, endsBy), dutyEndsBy: endsBy, mayStartAt: null };
  }
  const mayStartAt = dutyMayStartAt(past, at, policy);
  const minutesLeft = mayStartAt > at ? 0 : minutesBetween(at, dutyEndsBy(past, at, policy));
  return { ...figures, minutesLeft, dutyEndsBy: null, mayStartAt };
}

function minutesBetween(from: Date, to: Date): number {
  return Math.max(0, Math.floor((to.getTime() - from.getTime()) / MINUTE_MILLISECONDS));
}

function hoursSpent(mayStartAt: Date, policy: HoursPolicy): DomainError {
  const { limitMinutes, windowMinutes, restMinutes } = policy;
  return new DomainError(
    'rule',
    'hours_spent',
    `The driver has been on duty ${limitMinutes} minutes within ${windowMinutes}, which is all he may, and then rests ` +
      `${restMinutes}. He may come on duty at ${mayStartAt.toISOString()}.`,
    { mayStartAt: mayStartAt.toISOString(), limitMinutes, windowMinutes, restMinutes },
  );
}
