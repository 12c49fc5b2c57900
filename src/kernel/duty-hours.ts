import type { TimeWindow } from './time-window';

/** How long a driver may be on duty. Breaks count: he is logged in (MVAG 2020, which counts hours across platforms). */
export interface HoursPolicy {
  /** At most so many minutes on duty within any `windowMinutes`; fewer than those. */
  readonly limitMinutes: number;
  readonly windowMinutes: number;
  /** Once the limit was reached, so many minutes off duty before the next. */
  readonly restMinutes: number;
}

/** MVAG 2020: 12 hours in any rolling 24, then 10 of rest; docs/rules-of-the-road.md. */
export const DEFAULT_HOURS_POLICY: HoursPolicy = { limitMinutes: 720, windowMinutes: 1_440, restMinutes: 600 };

const MINUTE_MS = 60_000;

/**
 * How long somebody who comes on duty at `from`, or is on duty then, may stay without a pause: the first moment at which one
 * more on duty would be more than the limit within the window. `from` itself where his hours are spent.
 * @param periods on duty before `from`, in any order; of those that overlap each moment counts once, and nothing after `from` counts.
 */
export function dutyEndsBy(periods: readonly TimeWindow[], from: Date, policy: HoursPolicy): Date {
  const start = from.getTime();
  const window = policy.windowMinutes * MINUTE_MS;
  const past = merged(periods, start - window, start);
  let left = policy.limitMinutes * MINUTE_MS - past.reduce((sum, [begin, end]) => sum + (end - begin), 0);
  if (left < 0) return from;
  let at = start;
  // While a past stretch leaves the window as fast as the present one grows, nothing is used up.
  for (const [begin, end] of past) {
    const leaves = begin + window;
    if (leaves - at > left) return new Date(at + left);
    left -= leaves - at;
    at = end + window;
  }
  return new Date(at + left);
}

/**
 * The first moment, not before `from`, at which he may come on duty: rested, where his last duty spent his hours, and with
 * hours left within the window.
 * @param periods those of the last two windows before `from` and more, in any order; one he is still in counts up to `from`
 */
export function dutyMayStartAt(periods: readonly TimeWindow[], from: Date, policy: HoursPolicy): Date {
  const rest = policy.restMinutes * MINUTE_MS;
  const window = policy.windowMinutes * MINUTE_MS;
  const past = merged(periods, Number.NEGATIVE_INFINITY, from.getTime());
  const windows = past.map(([begin, end]) => ({ start: new Date(begin), end: new Date(end) }));
  const restedAt = windows
    .filter(({ end }) => dutyEndsBy(windows, end, policy) <= end)
    .map(({ end }) => end.getTime() + rest);
  const earliest = Math.max(from.getTime(), ...restedAt);
  const within = merged(periods, earliest - window, from.getTime());
  let tooMuch = within.reduce((sum, [begin, end]) => sum + (end - begin), 0) - policy.limitMinutes * MINUTE_MS;
  if (tooMuch < 0) return new Date(earliest);
  // Once the last of what is too much leaves the window, more leaves it for as long as that stretch lasted.
  const leaving = within.find(([begin, end]) => {
    const isLast = end - begin > tooMuch;
    if (!isLast) tooMuch -= end - begin;
    return isLast;
  });
  return new Date(leaving![0] + window + tooMuch);
}

/** Whole minutes of `periods` within the policy's window before `at`. */
export function minutesOnDuty(periods: readonly TimeWindow[], at: Date, policy: HoursPolicy): number {
  const until = at.getTime();
  const past = merged(periods, until - policy.windowMinutes * MINUTE_MS, until);
  return Math.floor(past.reduce((sum, [begin, end]) => sum + (end - begin), 0) / MINUTE_MS);
}

/** Those parts of the periods that lie between the bounds, oldest first, none touching another. */
function merged(periods: readonly TimeWindow[], from: number, until: number): [number, number][] {
  const parts = periods
    .map(({ start, end }): [number, number] => [Math.max(start.getTime(), from), Math.min(end.getTime(), until)])
    .filter(([begin, end]) => end > begin)
    .sort(([a], [b]) => a - b);
  const result: [number, number][] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (last && part[0] <= last[1]) last[1] = Math.max(last[1], part[1]);
    else result.push(part);
  }
  return result;
}
