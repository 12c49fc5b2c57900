import { dutyEndsBy, dutyMayStartAt, type HoursPolicy } from '../../../kernel/duty-hours';
import {
  addLocalDays,
  daysBetween,
  endOfLocalDay,
  FLEET_TIME_ZONE,
  type LocalDate,
  localDate,
  localInstant,
  localMinuteOfDay,
  startOfLocalDay,
} from '../../../kernel/local-day';
import { timeWindow, type TimeWindow, windowContains } from '../../../kernel/time-window';
import { DomainError } from '../../../platform/errors/domain-error';
import { type DutySpell, periodsOfDuty } from './driver-hours';
import type { Shift } from './roster-entry';
import {
  overlapsWithPlanned,
  overlapsWithRows,
  type PlannedShift,
  type RosterFacts,
  type Row,
  type RowRefusal,
  unsoundness,
  windowOf,
  wrongByItself,
} from './roster-plan';

const DAYS = 7;
const MINUTE_MILLISECONDS = 60_000;
/** From 23:00 to 05:00 (docs/rules-of-the-road.md), as minutes of the day. */
const NIGHT_FROM = 23 * 60;
const NIGHT_UNTIL = 5 * 60;

/** A hub's week: a Monday, and the seven days of Asia/Kolkata from it on. */
export interface HubWeek {
  readonly hubId: string;
  readonly monday: LocalDate;
}

/** @throws DomainError `not_a_monday` */
export function weekWindow(monday: LocalDate): TimeWindow {
  const weekday = new Date(`${monday}T00:00:00Z`).getUTCDay();
  if (weekday !== 1) throw new DomainError('invalid', 'not_a_monday', `${monday} is not a Monday.`, { monday });
  const start = startOfLocalDay(monday, FLEET_TIME_ZONE);
  return timeWindow(start, endOfLocalDay(addLocalDays(monday, DAYS - 1), FLEET_TIME_ZONE));
}

/** The same shift as many days later by the calendar, at the same hours of the clock. */
export function movedTo(monday: LocalDate, from: LocalDate, { startsAt, endsAt, ...who }: Shift): Shift {
  const days = daysBetween(from, monday);
  return { ...who, startsAt: movedBy(days, startsAt), endsAt: movedBy(days, endsAt) };
}

function movedBy(days: number, at: Date): Date {
  const day = addLocalDays(localDate(at, FLEET_TIME_ZONE), days);
  const seconds = at.getTime() % MINUTE_MILLISECONDS;
  return new Date(localInstant(day, localMinuteOfDay(at, FLEET_TIME_ZONE), FLEET_TIME_ZONE).getTime() + seconds);
}

/** Everything that speaks against each shift of a hub's week. A row that is unsound is not compared with others. */
export function weekRefusals(
  shifts: readonly Shift[],
  { hubId, monday }: HubWeek,
  facts: RosterFacts,
  policy: HoursPolicy,
  now: Date,
): RowRefusal[] {
  const week = weekWindow(monday);
  const astray = shifts.flatMap((shift, index) => strays(shift, week, hubId, facts).map((error) => ({ index, error })));
  return inOrder([...astray, ...shiftRefusals(shifts, facts, policy, now)]);
}

/** The same, of shifts of any week and hub. */
export function shiftRefusals(
  shifts: readonly Shift[],
  facts: RosterFacts,
  policy: HoursPolicy,
  now: Date,
): RowRefusal[] {
  const sound: Row[] = [];
  const refusals: RowRefusal[] = [];
  shifts.forEach((shift, index) => {
    const unsound = unsoundness(shift, facts, now);
    const errors = unsound
      ? [unsound]
      : [
          ...wrongByItself(shift, facts),
          ...overlapsWithPlanned(shift, facts.planned),
          ...overlapsWithRows(shift, sound),
        ];
    refusals.push(...errors.map((error) => ({ index, error })));
    if (!unsound) sound.push({ index, shift });
  });
  return inOrder([...refusals, ...hoursRefusals(sound, facts, policy, now)]);
}

export interface WeekSelection {
  /** By index. */
  readonly kept: readonly number[];
  readonly refusals: readonly RowRefusal[];
}

/**
 * Of a hub's week those shifts that can be planned beside one another, and everything that speaks against each of the others: what
 * is not kept stands in the way of none that follows.
 */
export function weekSelection(
  shifts: readonly Shift[],
  { hubId, monday }: HubWeek,
  facts: RosterFacts,
  policy: HoursPolicy,
  now: Date,
): WeekSelection {
  const week = weekWindow(monday);
  const kept: Row[] = [];
  const refusals: RowRefusal[] = [];
  shifts.forEach((shift, index) => {
    const row = { index, shift };
    const unsound = unsoundness(shift, facts, now);
    const errors = [
      ...strays(shift, week, hubId, facts),
      ...(unsound ? [unsound] : againstRow(row, kept, facts, policy, now)),
    ];
    refusals.push(...errors.map((error) => ({ index, error })));
    if (errors.length === 0) kept.push(row);
  });
  return { kept: kept.map(({ index }) => index), refusals };
}

/** What speaks against a sound row beside those that are kept, which nothing speaks against. */
function againstRow(row: Row, kept: readonly Row[], facts: RosterFacts, policy: HoursPolicy, now: Date): DomainError[] {
  const { shift } = row;
  const his = kept.filter((other) => other.shift.driverId === shift.driverId);
  return [
    ...wrongByItself(shift, facts),
    ...overlapsWithPlanned(shift, facts.planned),
    ...overlapsWithRows(shift, kept),
    ...hoursRefusals([...his, row], facts, policy, now).map(({ error }) => error),
  ];
}

function inOrder(refusals: RowRefusal[]): RowRefusal[] {
  return refusals.sort((a, b) => a.index - b.index);
}

function strays(shift: Shift, week: TimeWindow, hubId: string, { drivers }: RosterFacts): DomainError[] {
  const driver = drivers.get(shift.driverId);
  const errors: DomainError[] = [];
  if (!windowContains(week, shift.startsAt)) {
    const message = `The shift starts at ${shift.startsAt.toISOString()}, which is in another week.`;
    errors.push(new DomainError('invalid', 'outside_week', message));
  }
  if (driver && driver.hubId !== hubId) {
    const message = `${driver.name} is of another hub, which plans his week.`;
    errors.push(new DomainError('conflict', 'driver_of_another_hub', message, { hubId: driver.hubId }));
  }
  return errors;
}

interface Planned extends Shift {
  /** Null of one that is planned already. */
  readonly index: number | null;
  readonly id?: string;
}

/** Each driver's shifts in the order of time, after what he was on duty for: those that he could not work to their end. */
function hoursRefusals(rows: readonly Row[], facts: RosterFacts, policy: HoursPolicy, now: Date): RowRefusal[] {
  const drivers = new Set(rows.map(({ shift }) => shift.driverId));
  return [...drivers].flatMap((driverId) => {
    const known = facts.planned.filter((entry) => entry.driverId === driverId && entry.endsAt > now);
    const mine = rows.filter(({ shift }) => shift.driverId === driverId);
    const worked = periodsOfDuty(facts.drivers.get(driverId)!.spells, [], now);
    return refusalsOfDriver(mine, known, worked, policy, now);
  });
}

/** Of shifts of one driver that are planned, those that he could not work to their end. */
export function beyondHours(
  shifts: readonly Shift[],
  spells: readonly DutySpell[],
  policy: HoursPolicy,
  now: Date,
): RowRefusal[] {
  const rows = shifts.map((shift, index) => ({ index, shift }));
  return refusalsOfDriver(rows, [], periodsOfDuty(spells, [], now), policy, now);
}

function refusalsOfDriver(
  rows: readonly Row[],
  known: readonly PlannedShift[],
  worked: readonly TimeWindow[],
  policy: HoursPolicy,
  now: Date,
): RowRefusal[] {
  const all: Planned[] = [
    ...known.map((entry) => ({ ...entry, index: null })),
    ...rows.map(({ index, shift }) => ({ ...shift, index })),
  ].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  const refusals: RowRefusal[] = [];
  let lastNew: number | null = null;
  all.forEach((shift, place) => {
    const before = (others: readonly Planned[]) => [...worked, ...periodsOfDuty([], others.map(windowOf), now)];
    const error = tooMuch(shift, before(all.slice(0, place)), policy, now);
    if (shift.index !== null) {
      lastNew = shift.index;
      if (error) refusals.push({ index: shift.index, error });
    } else if (error && lastNew !== null) {
      // What was too much before is not the new one's fault.
      const without = before(all.slice(0, place).filter(({ index }) => index === null));
      if (!tooMuch(shift, without, policy, now)) refusals.push({ index: lastNew, error: spoils(shift, error) });
    }
  });
  return refusals;
}

function tooMuch(shift: Shift, periods: readonly TimeWindow[], policy: HoursPolicy, now: Date): DomainError | null {
  const from = shift.startsAt > now ? shift.startsAt : now;
  const past = periods.filter(({ start }) => start < from);
  const hours = `${policy.limitMinutes / 60} h on duty in any ${policy.windowMinutes / 60} h`;
  // Whoever is on duty then goes on: only who comes anew must have rested.
  const goesOn = past.some(({ end }) => end.getTime() >= from.getTime());
  const mayStartAt = goesOn ? from : dutyMayStartAt(past, from, policy);
  if (mayStartAt > from) {
    const message = `The driver may start at ${mayStartAt.toISOString()} at the earliest: ${hours}, then ${policy.restMinutes / 60} h of rest.`;
    return new DomainError('conflict', 'driver_rest_too_short', message, { mayStartAt: mayStartAt.toISOString() });
  }
  const hoursEnd = dutyEndsBy(past, from, policy);
  if (shift.endsAt <= hoursEnd) return null;
  const message = `The driver's hours are spent at ${hoursEnd.toISOString()}, before the shift ends: ${hours}.`;
  return new DomainError('conflict', 'driver_hours_spent', message, { hoursEnd: hoursEnd.toISOString() });
}

function spoils({ id, startsAt }: Planned, { code, message, details }: DomainError): DomainError {
  const words = `With it the driver could not work roster entry ${id}, from ${startsAt.toISOString()}: ${message}`;
  return new DomainError('conflict', code, words, { ...details, rosterEntryId: id });
}

export interface RowWarning {
  readonly index: number;
  readonly code: string;
  /** A sentence for the manager. */
  readonly message: string;
}

/** What a driver would rather not do, and a manager may plan all the same. */
export function weekWarnings(shifts: readonly Shift[], { drivers }: RosterFacts): RowWarning[] {
  return shifts.flatMap((shift, index) => {
    const driver = drivers.get(shift.driverId);
    if (!driver) return [];
    const { name, preferences } = driver;
    const warnings: RowWarning[] = [];
    if (NO_NIGHTS.includes(preferences.night_shift) && touchesNight(windowOf(shift))) {
      const message = `${name} prefers no nights, and this shift lies between 23:00 and 05:00 in part.`;
      warnings.push({ index, code: 'prefers_no_nights', message });
    }
    const earliest = preferences.earliest_shift_start;
    if (typeof earliest === 'string' && clockOf(shift.startsAt) < earliest) {
      const message = `${name} prefers not to begin before ${earliest}, and this shift does.`;
      warnings.push({ index, code: 'prefers_a_later_start', message });
    }
    return warnings;
  });
}

/** What of shifts that are planned by themselves a manager is told, and may plan all the same: wishes, and hours that will not do. */
export function planWarnings(
  shifts: readonly Shift[],
  facts: RosterFacts,
  policy: HoursPolicy,
  now: Date,
): RowWarning[] {
  const rows = shifts.map((shift, index) => ({ index, shift }));
  const hours = hoursRefusals(rows, facts, policy, now);
  const beyond = hours.map(({ index, error: { code, message } }) => ({ index, code, message }));
  return [...beyond, ...weekWarnings(shifts, facts)].sort((a, b) => a.index - b.index);
}

const NO_NIGHTS: readonly unknown[] = [false, 'no'];

/** `06:30`, which compares as a string. */
function clockOf(at: Date): string {
  const minutes = localMinuteOfDay(at, FLEET_TIME_ZONE);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function touchesNight({ start, end }: TimeWindow): boolean {
  const minute = localMinuteOfDay(start, FLEET_TIME_ZONE);
  if (minute >= NIGHT_FROM || minute < NIGHT_UNTIL) return true;
  const tonight = localInstant(localDate(start, FLEET_TIME_ZONE), NIGHT_FROM, FLEET_TIME_ZONE);
  return end > tonight;
}
