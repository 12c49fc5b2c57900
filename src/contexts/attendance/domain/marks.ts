import { DomainError } from '../../../platform/errors/domain-error';
import type { FinishedBreak } from './attendance-facts';
import type { DutyPolicy } from './duty-policy';
import type { RosterEntry } from './roster-entry';

const MINUTE_MILLISECONDS = 60_000;

/** Whole minutes after the shift's start; 0 within the grace. */
export function lateMinutes(arrivedAt: Date, shiftStartsAt: Date, { lateGraceMinutes }: DutyPolicy): number {
  return beyondGrace(arrivedAt.getTime() - shiftStartsAt.getTime(), lateGraceMinutes);
}

/** Whole minutes before the shift's end; 0 within the grace. */
export function leftEarlyMinutes(leftAt: Date, shiftEndsAt: Date, { earlyGraceMinutes }: DutyPolicy): number {
  return beyondGrace(shiftEndsAt.getTime() - leftAt.getTime(), earlyGraceMinutes);
}

/**
 * When the last shift ends that a duty spans, whose driver leaves at `leftAt`: that of his check-in, or another on the same cab in
 * which he stayed for longer than one may come late. Within that he leaves the shift before it, and may yet come for this one.
 * @param shifts those of the driver that are not over
 * @returns null where the shift of the check-in is not known
 */
export function lastShiftEnd(
  duty: { readonly vehicleId: string; readonly shiftEndsAt: Date | null },
  shifts: readonly Pick<RosterEntry, 'vehicleId' | 'startsAt' | 'endsAt'>[],
  leftAt: Date,
  policy: DutyPolicy,
): Date | null {
  if (duty.shiftEndsAt === null) return null;
  const spanned = shifts.filter(
    ({ vehicleId, startsAt }) => vehicleId === duty.vehicleId && lateMinutes(leftAt, startsAt, policy) > 0,
  );
  return new Date(Math.max(duty.shiftEndsAt.getTime(), ...spanned.map(({ endsAt }) => endsAt.getTime())));
}

function beyondGrace(milliseconds: number, graceMinutes: number): number {
  return milliseconds > graceMinutes * MINUTE_MILLISECONDS ? Math.floor(milliseconds / MINUTE_MILLISECONDS) : 0;
}

/** Milliseconds of the breaks that are over. */
function timeOnBreaks(breaks: readonly FinishedBreak[]): number {
  return breaks.reduce((sum, { startedAt, endedAt }) => sum + Date.parse(endedAt) - Date.parse(startedAt), 0);
}

/** By when a break that begins at `at` is overlong; `at` itself where he has had all of his. */
export function breakMustEndBy(breaks: readonly FinishedBreak[], at: Date, policy: DutyPolicy): Date {
  const left = policy.breakMinutesAtMost * MINUTE_MILLISECONDS - timeOnBreaks(breaks);
  return new Date(at.getTime() + Math.max(0, left));
}

/**
 * Whether one more break is beyond what the policy allows, and is to be marked.
 * @throws DomainError (rule) `breaks_spent` where the policy refuses such a break
 */
export function isBreakBeyond(breaks: readonly FinishedBreak[], at: Date, policy: DutyPolicy): boolean {
  const { breaksAtMost, breakMinutesAtMost, breaksBeyond } = policy;
  if (!exceeds(breaks, at, policy)) return false;
  if (breaksBeyond === 'MARKED') return true;
  const minutes = Math.floor(timeOnBreaks(breaks) / MINUTE_MILLISECONDS);
  throw new DomainError(
    'rule',
    'breaks_spent',
    `You have had ${breaks.length} breaks of ${minutes} minutes on this duty: ${breaksAtMost} of ${breakMinutesAtMost} minutes are all there are.`,
    { breaks: breaks.length, breakMinutes: minutes, breaksAtMost, breakMinutesAtMost },
  );
}

interface MarkedBreaks {
  readonly breaks: readonly FinishedBreak[];
  readonly excessBreaks: number;
  readonly overlongBreaks: number;
}

/**
 * The breaks of a duty that was over at `leftAt` after all: none begins then or later, none reaches beyond it, and a mark that
 * only what is cut off had earned is taken back. The other marks stand by the policy of their day.
 */
export function cutBreaks({ breaks, ...marks }: MarkedBreaks, leftAt: Date, policy: DutyPolicy): MarkedBreaks {
  const left = leftAt.toISOString();
  const kept = breaks
    .filter(({ startedAt }) => startedAt < left)
    .map(({ startedAt, endedAt }) => ({ startedAt, endedAt: endedAt < left ? endedAt : left }));
  const [before, after] = [marksOf(breaks, policy), marksOf(kept, policy)];
  return {
    breaks: kept,
    excessBreaks: Math.max(0, marks.excessBreaks - before.excess + after.excess),
    overlongBreaks: Math.max(0, marks.overlongBreaks - before.overlong + after.overlong),
  };
}

/** How many breaks were begun beyond the policy, and how many outlasted it. */
function marksOf(breaks: readonly FinishedBreak[], policy: DutyPolicy): { excess: number; overlong: number } {
  const each = breaks.map(({ startedAt, endedAt }, place) => {
    const [earlier, began] = [breaks.slice(0, place), new Date(startedAt)];
    const isOverlong = new Date(endedAt) > breakMustEndBy(earlier, began, policy);
    return { isExcess: exceeds(earlier, began, policy), isOverlong };
  });
  return {
    excess: each.filter(({ isExcess }) => isExcess).length,
    overlong: each.filter(({ isOverlong }) => isOverlong).length,
  };
}

function exceeds(breaks: readonly FinishedBreak[], at: Date, policy: DutyPolicy): boolean {
  return breaks.length >= policy.breaksAtMost || breakMustEndBy(breaks, at, policy) <= at;
}
