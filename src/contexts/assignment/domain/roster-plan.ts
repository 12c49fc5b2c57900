import { windowsOverlap } from '../../../kernel/time-window';
import { DomainError, notFound } from '../../../platform/errors/domain-error';
import type { Shift } from './roster-entry';

/** The longest shift: working hours and breaks together. A rule of this operator, also a check in the database. */
export const LONGEST_SHIFT_HOURS = 16;
/** How far ahead a roster is planned; later is a mistyped date. */
export const ROSTER_HORIZON_DAYS = 90;

const HOUR_MILLISECONDS = 3_600_000;

export interface RosteredDriver {
  readonly name: string;
  readonly status: string;
}

export interface RosterableVehicle {
  readonly plate: string;
  readonly status: string;
}

export interface PlannedShift extends Shift {
  readonly id: string;
}

/** What is known of the drivers and vehicles of some shifts; only what the caller may touch. */
export interface RosterFacts {
  readonly drivers: ReadonlyMap<string, RosteredDriver>;
  readonly vehicles: ReadonlyMap<string, RosterableVehicle>;
  /** Active entries that overlap one of the shifts in time and share its driver or vehicle. */
  readonly planned: readonly PlannedShift[];
}

export interface RowRefusal {
  /** Of the shift among those asked for, from 0. */
  readonly index: number;
  readonly error: DomainError;
}

/** What speaks against each shift, at most one reason a row: a row that is wrong by itself is not compared with others. */
export function rosterRefusals(shifts: readonly Shift[], facts: RosterFacts, now: Date): RowRefusal[] {
  const sound: { index: number; shift: Shift }[] = [];
  const refusals: RowRefusal[] = [];
  shifts.forEach((shift, index) => {
    const error = wrongByItself(shift, facts, now) ?? overlapWithPlanned(shift, facts) ?? overlapWithRow(shift, sound);
    if (error) refusals.push({ index, error });
    else sound.push({ index, shift });
  });
  return refusals;
}

function wrongByItself(shift: Shift, { drivers, vehicles }: RosterFacts, now: Date): DomainError | null {
  const driver = drivers.get(shift.driverId);
  if (!driver) return notFound('driver', shift.driverId);
  const vehicle = vehicles.get(shift.vehicleId);
  if (!vehicle) return notFound('vehicle', shift.vehicleId);
  if (driver.status !== 'ACTIVE') {
    const message = `The driver is ${driver.status}; only an ACTIVE one is rostered.`;
    return new DomainError('conflict', 'driver_not_active', message, { status: driver.status });
  }
  // One in the workshop, or waiting for its papers, may be back by the shift.
  if (vehicle.status === 'RETIRED' || vehicle.status === 'SUSPENDED') {
    const message = `${vehicle.plate} is ${vehicle.status}, so nobody is rostered on it.`;
    return new DomainError('conflict', 'vehicle_out_of_service', message, { status: vehicle.status });
  }
  return wrongTimes(shift, now);
}

function wrongTimes({ startsAt, endsAt }: Shift, now: Date): DomainError | null {
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
  const other = planned.find((entry) => collide(entry, shift));
  if (!other) return null;
  const { id, startsAt, endsAt } = other;
  return overlap(shift, other, `roster entry ${id}`, {
    rosterEntryId: id,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
  });
}

function overlapWithRow(shift: Shift, rows: readonly { index: number; shift: Shift }[]): DomainError | null {
  const other = rows.find((row) => collide(row.shift, shift));
  return other
    ? overlap(shift, other.shift, `entry ${other.index} of this request`, { otherIndex: other.index })
    : null;
}

function overlap(shift: Shift, other: Shift, named: string, details: Record<string, unknown>): DomainError {
  const what = shift.driverId === other.driverId ? 'driver' : 'vehicle';
  const message = `The ${what} is rostered at that time already, by ${named}.`;
  return new DomainError('conflict', `roster_${what}_overlap`, message, details);
}

function collide(a: Shift, b: Shift): boolean {
  const shared = a.driverId === b.driverId || a.vehicleId === b.vehicleId;
  return shared && windowsOverlap({ start: a.startsAt, end: a.endsAt }, { start: b.startsAt, end: b.endsAt });
}
