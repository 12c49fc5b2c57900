import { DomainError } from '../../../platform/errors/domain-error';
import type { FinishedBreak } from './attendance-facts';
import type { DutyPolicy } from './duty-policy';

const MINUTE_MILLISECONDS = 60_000;

/** Whole minutes after the shift's start; 0 within the grace. */
export function lateMinutes(arrivedAt: Date, shiftStartsAt: Date, { lateGraceMinutes }: DutyPolicy): number {
  return beyondGrace(arrivedAt.getTime() - shiftStartsAt.getTime(), lateGraceMinutes);
}

/** Whole minutes before the shift's end; 0 within the grace. */
export function leftEarlyMinutes(leftAt: Date, shiftEndsAt: Date, { earlyGraceMinutes }: DutyPolicy): number {
  return beyondGrace(shiftEndsAt.getTime() - leftAt.getTime(), earlyGraceMinutes);
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
  if (breaks.length < breaksAtMost && breakMustEndBy(breaks, at, policy) > at) return false;
  if (breaksBeyond === 'MARKED') return true;
  const minutes = Math.floor(timeOnBreaks(breaks) / MINUTE_MILLISECONDS);
  throw new DomainError(
    'rule',
    'breaks_spent',
    `You have had ${breaks.length} breaks of ${minutes} minutes on this duty: ${breaksAtMost} of ${breakMinutesAtMost} minutes are all there are.`,
    { breaks: breaks.length, breakMinutes: minutes, breaksAtMost, breakMinutesAtMost },
  );
}
