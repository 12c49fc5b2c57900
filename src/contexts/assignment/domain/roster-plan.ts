import { type TimeWindow, windowsOverlap } from '../../../kernel/time-window';
import { DomainError, notFound } from '../../../platform/errors/domain-error';
import { type Documents, documentsRefusal } from './documents';
import type { DutySpell } from './driver-hours';
import { type Outage, outageRefusal } from './outage';
import type { Refusal } from './refusal';
import type { RosterEntryStatus, Shift } from './roster-entry';

/** The longest shift: working hours and breaks together. A rule of this operator, also a check in the database. */
export const LONGEST_SHIFT_HOURS = 16;
/** How far ahead a roster is planned; later is a mistyped date. */
export const ROSTER_HORIZON_DAYS = 90;

const HOUR_MILLISECONDS = 3_600_000;

export interface RosteredDriver {
  readonly name: string;
  readonly status: string;
  readonly hubId: string;
  readonly documents: Documents;
  /** By key, as fleet told them. */
  readonly preferences: Readonly<Record<string, string | number | boolean>>;
  /** On duty in the last week. */
  readonly spells: readonly DutySpell[];
}

export interface RosterableVehicle {
  readonly plate: string;
  readonly status: string;
  readonly documents: Documents;
  readonly outages: readonly Outage[];
}

export interface PlannedShift extends Shift {
  readonly id: string;
  readonly status: RosterEntryStatus;
}

/** A shift as far as somebody told it: null is what he did not, or what nobody knows. */
export type ToldShift = { readonly [Key in keyof Shift]: Shift[Key] | null };

/** What is known of the drivers and vehicles of some shifts; only what the caller may touch. */
export interface RosterFacts {
  readonly drivers: ReadonlyMap<string, RosteredDriver>;
  readonly vehicles: ReadonlyMap<string, RosterableVehicle>;
  /** Entries that hold a driver or a vehicle of the shifts about their time, drafts too; a driver's also some days before and after. */
  readonly planned: readonly PlannedShift[];
}

export interface RowRefusal {
  /** Of the shift among those asked for, from 0. */
  readonly index: number;
  readonly error: DomainError;
}

/** What speaks against each shift, at most one reason a row: a row that is wrong by itself is not compared with others. */
export function rosterRefusals(shifts: readonly Shift[], facts: RosterFacts, now: Date): RowRefusal[] {
  const sound: Row[] = [];
  const refusals: RowRefusal[] = [];
  shifts.forEach((shift, index) => {
    const error =
      unsoundness(shift, facts, now) ??
      wrongByItself(shift, facts)[0] ??
      overlapWithPlanned(shift, facts) ??
      overlapWithRow(shift, sound);
    if (error) refusals.push({ index, error });
    else sound.push({ index, shift });
  });
  return refusals;
}

/** What makes it no shift that could be compared with others. */
export function unsoundness(shift: Shift, { drivers, vehicles }: RosterFacts, now: Date): DomainError | null {
  if (!drivers.has(shift.driverId)) return notFound('driver', shift.driverId);
  if (!vehicles.has(shift.vehicleId)) return notFound('vehicle', shift.vehicleId);
  return wrongTimes(shift, now);
}

/** What speaks against a sound shift, whatever else is planned. */
export function wrongByItself(shift: Shift, { drivers, vehicles }: RosterFacts): DomainError[] {
  const driver = drivers.get(shift.driverId)!;
  const vehicle = vehicles.get(shift.vehicleId)!;
  return [...outOfService(driver, vehicle), ...wrongThen(driver, vehicle, windowOf(shift))];
}

/** What speaks against a shift as far as it is told, each by itself: of what is not, nothing. */
export function wrongAsTold(
  { driverId, vehicleId, startsAt, endsAt }: ToldShift,
  { drivers, vehicles, planned }: RosterFacts,
  now: Date,
): DomainError[] {
  const driver = driverId === null ? undefined : drivers.get(driverId);
  const vehicle = vehicleId === null ? undefined : vehicles.get(vehicleId);
  const wrong = outOfService(driver, vehicle);
  if (!startsAt || !endsAt) return wrong;
  const times = wrongTimes({ startsAt, endsAt }, now);
  if (times) return [times, ...wrong];
  const shift = { driverId: driverId ?? '', vehicleId: vehicleId ?? '', startsAt, endsAt };
  return [...wrong, ...wrongThen(driver, vehicle, windowOf(shift)), ...overlapsWithPlanned(shift, planned)];
}

function wrongThen(
  driver: RosteredDriver | undefined,
  vehicle: RosterableVehicle | undefined,
  during: TimeWindow,
): DomainError[] {
  const refusals = [
    driver && documentsRefusal('driver', driver.documents, during.end),
    vehicle && outageRefusal(vehicle.plate, vehicle.outages, during),
    vehicle && documentsRefusal('vehicle', vehicle.documents, during.end),
  ];
  return refusals.flatMap((refusal) => (refusal ? [conflict(refusal)] : []));
}

/** What speaks against a driver or a vehicle at any time. */
function outOfService(driver: RosteredDriver | undefined, vehicle: RosterableVehicle | undefined): DomainError[] {
  const wrong: DomainError[] = [];
  if (driver && driver.status !== 'ACTIVE') {
    const message = `The driver is ${driver.status}; only an ACTIVE one is rostered.`;
    wrong.push(new DomainError('conflict', 'driver_not_active', message, { status: driver.status }));
  }
  // One in the workshop, or waiting for its papers, may be back by the shift.
  if (vehicle && (vehicle.status === 'RETIRED' || vehicle.status === 'SUSPENDED')) {
    const message = `${vehicle.plate} is ${vehicle.status}, so nobody is rostered on it.`;
    wrong.push(new DomainError('conflict', 'vehicle_out_of_service', message, { status: vehicle.status }));
  }
  return wrong;
}

export function windowOf({ startsAt, endsAt }: Shift): TimeWindow {
  return { start: startsAt, end: endsAt };
}

export function conflict({ code, message, details }: Refusal): DomainError {
  return new DomainError('conflict', code, message, details);
}

function wrongTimes({ startsAt, endsAt }: Pick<Shift, 'startsAt' | 'endsAt'>, now: Date): DomainError | null {
  const hours = (endsAt.getTime() - startsAt.getTime()) / HOUR_MILLISECONDS;
  if (hours <= 0) {
    return new DomainError('invalid', 'invalid_shift', 'A shift must end after it starts.');
  }
  if (hours > LONGEST_SHIFT_HOURS) {
    const message = `A shift lasts ${LONGEST_SHIFT_HOURS} hours at most.`;
    return new DomainError('invalid', 'shift_too_long', message, { hoursAtMost: LONGEST_SHIFT_HOURS });
  }
  if (endsAt <= now) {
    return new DomainError('rule', 'shift_in_the_past', `The shift would have ended at ${endsAt.toISOString()}.`);
  }
  const latest = new Date(now.getTime() + ROSTER_HORIZON_DAYS * 24 * HOUR_MILLISECONDS);
  if (startsAt > latest) {
    const message = `A shift starts ${ROSTER_HORIZON_DAYS} days from now at the latest.`;
    return new DomainError('rule', 'shift_too_far_ahead', message, { latest: latest.toISOString() });
  }
  return null;
}

function overlapWithPlanned(shift: Shift, { planned }: RosterFacts): DomainError | null {
  return overlapsWithPlanned(shift, planned)[0] ?? null;
}

export function overlapsWithPlanned(shift: Shift, planned: readonly PlannedShift[]): DomainError[] {
  return planned.filter((entry) => collide(entry, shift)).map((entry) => overlapWithEntry(shift, entry));
}

function overlapWithEntry(shift: Shift, other: PlannedShift): DomainError {
  const { id, startsAt, endsAt } = other;
  return overlap(shift, other, `roster entry ${id}`, {
    rosterEntryId: id,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
  });
}

export interface Row {
  readonly index: number;
  readonly shift: Shift;
}

function overlapWithRow(shift: Shift, rows: readonly Row[]): DomainError | null {
  return overlapsWithRows(shift, rows)[0] ?? null;
}

export function overlapsWithRows(shift: Shift, rows: readonly Row[]): DomainError[] {
  return rows
    .filter((row) => collide(row.shift, shift))
    .map((row) => overlap(shift, row.shift, `entry ${row.index} of this request`, { otherIndex: row.index }));
}

function overlap(shift: Shift, other: Shift, named: string, details: Record<string, unknown>): DomainError {
  const what = shift.driverId === other.driverId ? 'driver' : 'vehicle';
  const message = `The ${what} is rostered at that time already, by ${named}.`;
  return new DomainError('conflict', `roster_${what}_overlap`, message, details);
}

function collide(a: Shift, b: Shift): boolean {
  const shared = a.driverId === b.driverId || a.vehicleId === b.vehicleId;
  return shared && windowsOverlap(windowOf(a), windowOf(b));
}
