import {
  addLocalDays,
  daysBetween,
  endOfLocalDay,
  FLEET_TIME_ZONE,
  localDate,
  type LocalDate,
  localInstant,
} from '../../../kernel/local-day';

/** So many days before the last, somebody is told; the 30, 15 and 1. */
export const REMINDER_DAYS: readonly number[] = [30, 15, 1];
/** At nine in the morning of the day, when somebody is there to be told. */
const REMINDER_MINUTE_OF_DAY = 9 * 60;

/** The first instant at which it has lapsed: a document is valid through the end of its expiry day. */
export function lapsesAt(expiresOn: LocalDate): Date {
  return endOfLocalDay(expiresOn, FLEET_TIME_ZONE);
}

export function hasLapsed(expiresOn: LocalDate | null, at: Date): boolean {
  return expiresOn !== null && lapsesAt(expiresOn) <= at;
}

/** Whole days that are left of it after today; 0 on its last. */
export function daysLeft(expiresOn: LocalDate, at: Date): number {
  return daysBetween(localDate(at, FLEET_TIME_ZONE), expiresOn);
}

/** The reminder that has come due last, by its days; null before the first. */
export function reminderDue(expiresOn: LocalDate, at: Date): number | null {
  return REMINDER_DAYS.findLast((days) => reminderAt(expiresOn, days) <= at) ?? null;
}

/** When to look at it next: at the next reminder, or at its lapse. Null once it has lapsed. */
export function nextWatch(expiresOn: LocalDate, at: Date): Date | null {
  const moments = [...REMINDER_DAYS.map((days) => reminderAt(expiresOn, days)), lapsesAt(expiresOn)];
  return moments.find((moment) => moment > at) ?? null;
}

function reminderAt(expiresOn: LocalDate, days: number): Date {
  return localInstant(addLocalDays(expiresOn, -days), REMINDER_MINUTE_OF_DAY, FLEET_TIME_ZONE);
}
