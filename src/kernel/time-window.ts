import { DomainError } from '../platform/errors/domain-error';

/** The half-open interval [start, end): windows that only touch do not overlap, as in PostgreSQL's `tstzrange`. */
export interface TimeWindow {
  readonly start: Date;
  readonly end: Date;
}

/** @throws DomainError `invalid_time_window` where a date is not one or the end is not after the start. */
export function timeWindow(start: Date, end: Date): TimeWindow {
  // A NaN compares false, so an invalid date is refused too.
  if (!(end.getTime() > start.getTime())) {
    throw new DomainError('invalid', 'invalid_time_window', 'The end of a time window must be after its start.');
  }
  return { start, end };
}

export function windowsOverlap(a: TimeWindow, b: TimeWindow): boolean {
  return a.start < b.end && b.start < a.end;
}

export function windowContains(window: TimeWindow, at: Date): boolean {
  return at >= window.start && at < window.end;
}

/** The part both windows share, or null where they share nothing. */
export function sharedWindow(a: TimeWindow, b: TimeWindow): TimeWindow | null {
  if (!windowsOverlap(a, b)) return null;
  return { start: a.start > b.start ? a.start : b.start, end: a.end < b.end ? a.end : b.end };
}

export function windowSeconds(window: TimeWindow): number {
  return (window.end.getTime() - window.start.getTime()) / 1000;
}
