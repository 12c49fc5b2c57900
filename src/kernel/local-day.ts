import { DomainError } from '../platform/errors/domain-error';
import { timeWindow, type TimeWindow } from './time-window';

/** The zone of every day in the fleet's books where a city names no other. */
export const FLEET_TIME_ZONE = 'Asia/Kolkata';

/** A calendar day `YYYY-MM-DD`; two of them compare as strings. */
export type LocalDate = string;

const FIRST_DAY: LocalDate = '1000-01-01';
const LAST_DAY: LocalDate = '9998-12-31';
const DAY_MILLISECONDS = 86_400_000;
const QUARTER_MILLISECONDS = 900_000;
// Building a formatter costs some hundred times what using it does.
const formatters = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, { readonly quarter: number; readonly offset: number }>();
/** Each knows the short names of its own part of the world, and counts from Greenwich in the others. */
const NAMING_LOCALES = ['en-IN', 'en-US', 'en-GB', 'en-AU'];
const namers = new Map<string, readonly Intl.DateTimeFormat[]>();

/** @throws DomainError `invalid_time_zone` where the name is not an IANA zone. */
export function assertTimeZone(timeZone: string): void {
  formatterOf(timeZone);
}

/** The calendar day it is in the zone at that instant. */
export function localDate(at: Date, timeZone: string): LocalDate {
  return wallClock(at, timeZone).toISOString().slice(0, 10);
}

/** Minutes since local midnight, 0 to 1439. */
export function localMinuteOfDay(at: Date, timeZone: string): number {
  const wall = wallClock(at, timeZone);
  return wall.getUTCHours() * 60 + wall.getUTCMinutes();
}

/** What people there call their time at that instant: IST, EST, EDT; GMT+8 where English has no short name for it. */
export function zoneName(at: Date, timeZone: string): string {
  const known =
    namers.get(timeZone) ??
    NAMING_LOCALES.map((locale) => new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' }));
  namers.set(timeZone, known);
  const names = known.map((namer) => namer.formatToParts(at).find(({ type }) => type === 'timeZoneName')!.value);
  return names.find((name) => !/^GMT[+-]/.test(name)) ?? names[0]!;
}

/** The first instant of the local day. @throws DomainError `invalid_local_date` for a day that no calendar has. */
export function startOfLocalDay(date: LocalDate, timeZone: string): Date {
  return localInstant(date, 0, timeZone);
}

/** The first instant after the local day: the start of the next, so that days tile without a gap. */
export function endOfLocalDay(date: LocalDate, timeZone: string): Date {
  return startOfLocalDay(addLocalDays(date, 1), timeZone);
}

export function localDayWindow(date: LocalDate, timeZone: string): TimeWindow {
  return timeWindow(startOfLocalDay(date, timeZone), endOfLocalDay(date, timeZone));
}

/**
 * The instant at which the zone's clock shows that minute of that day. Of an hour that occurs twice the first is meant;
 * of an hour that is skipped, the same reading by the offset before the jump (a skipped midnight: the jump itself).
 */
export function localInstant(date: LocalDate, minuteOfDay: number, timeZone: string): Date {
  const wanted = midnightUtc(date) + minuteOfDay * 60_000;
  const before = wanted - offsetMilliseconds(wanted - DAY_MILLISECONDS, timeZone);
  const after = wanted - offsetMilliseconds(wanted + DAY_MILLISECONDS, timeZone);
  for (const candidate of [Math.min(before, after), Math.max(before, after)]) {
    if (candidate + offsetMilliseconds(candidate, timeZone) === wanted) return new Date(candidate);
  }
  return new Date(before);
}

/**
 * Whether the text is a day that a calendar has, written YYYY-MM-DD, in the years 1000 to 9998: the days that are counted from
 * it, and its midnights in any zone, are to have four digits in their year too.
 */
export function isLocalDate(text: string): boolean {
  return FIRST_DAY <= text && text <= LAST_DAY && !Number.isNaN(utcMidnight(text));
}

export function addLocalDays(date: LocalDate, days: number): LocalDate {
  return new Date(midnightUtc(date) + days * DAY_MILLISECONDS).toISOString().slice(0, 10);
}

/** Whole calendar days from one date to the other; negative where the second is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return (midnightUtc(to) - midnightUtc(from)) / DAY_MILLISECONDS;
}

function midnightUtc(date: LocalDate): number {
  const parsed = utcMidnight(date);
  if (Number.isNaN(parsed)) {
    throw new DomainError('invalid', 'invalid_local_date', `${date} is not a calendar day written YYYY-MM-DD.`);
  }
  return parsed;
}

/** NaN where the calendar has no such day. */
function utcMidnight(date: string): number {
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  // Date.parse reads 30 February as 1 March, so the way back tells.
  return Number.isNaN(parsed) || new Date(parsed).toISOString().slice(0, 10) !== date ? Number.NaN : parsed;
}

/** A Date whose UTC fields read what a clock on the zone's wall shows, to the second. */
function wallClock(at: Date, timeZone: string): Date {
  const time = Math.floor(at.getTime() / 1000) * 1000;
  return new Date(time + offsetMilliseconds(time, timeZone));
}

/**
 * A clock is put forward or back on a quarter of an hour only, as all are in the tz database since 1972, so what holds at its
 * beginning holds throughout it. The last quarter of each zone is remembered: who judges a thousand drivers asks for the same.
 */
function offsetMilliseconds(at: number, timeZone: string): number {
  const quarter = Math.floor(at / QUARTER_MILLISECONDS) * QUARTER_MILLISECONDS;
  const known = offsets.get(timeZone);
  if (known?.quarter === quarter) return known.offset;
  const offset = shownAt(quarter, timeZone) - quarter;
  offsets.set(timeZone, { quarter, offset });
  return offset;
}

function shownAt(at: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatterOf(timeZone)
      .formatToParts(at)
      .map((part) => [part.type, Number(part.value)]),
  );
  return Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute, parts.second);
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  try {
    const formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
    return formatter;
  } catch {
    throw new DomainError('invalid', 'invalid_time_zone', `${timeZone} is not an IANA time zone such as Asia/Kolkata.`);
  }
}
