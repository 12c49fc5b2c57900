import { DomainError } from '../../../platform/errors/domain-error';

export const ATTENDANCE_STATUSES = ['PENDING', 'APPROVED', 'ON_BREAK', 'REJECTED', 'EXPIRED', 'CHECKED_OUT'] as const;

export type AttendanceStatus = (typeof ATTENDANCE_STATUSES)[number];

/** A driver, a vehicle and a device have at most one attendance in one of these. */
export const OPEN_STATUSES: readonly AttendanceStatus[] = ['PENDING', 'APPROVED', 'ON_BREAK'];

/** docs/attendance.md says who moves it and when. The database holds the same table. */
export const TRANSITIONS: Readonly<Record<AttendanceStatus, readonly AttendanceStatus[]>> = {
  PENDING: ['APPROVED', 'REJECTED', 'EXPIRED'],
  APPROVED: ['ON_BREAK', 'CHECKED_OUT'],
  ON_BREAK: ['APPROVED'],
  REJECTED: [],
  EXPIRED: [],
  CHECKED_OUT: [],
};

/** @throws DomainError `attendance_status` (conflict) where the table has no such step. */
export function assertTransition(from: AttendanceStatus, to: AttendanceStatus): void {
  if (!TRANSITIONS[from].includes(to)) throw illegalStep(from, to);
}

/** @throws DomainError `attendance_status` (conflict) but for a check-in that waits: the end of a break is nobody's decision. */
export function assertUndecided(from: AttendanceStatus, to: 'APPROVED' | 'REJECTED'): void {
  if (from !== 'PENDING') throw illegalStep(from, to);
}

function illegalStep(from: AttendanceStatus, to: AttendanceStatus): DomainError {
  const message = `An attendance that is ${from} cannot become ${to}.`;
  return new DomainError('conflict', 'attendance_status', message, { from, to });
}
