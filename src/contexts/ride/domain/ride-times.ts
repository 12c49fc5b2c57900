import type { RideWindows } from './city';

const MINUTE_MILLISECONDS = 60_000;
const OVERDUE_AFTER_MINUTES = 30;

/** The first moment at which a driver may depart for the ride, and start it. */
export function earliestDepartureAt(pickupAt: Date, windows: RideWindows): Date {
  return minutesAfter(pickupAt, -windows.departureLeadMinutes);
}

/** Both ends included: an arrival exactly at either still counts. */
export function arrivalWindow(pickupAt: Date, windows: RideWindows): { from: Date; until: Date } {
  return {
    from: minutesAfter(pickupAt, -windows.arrivalToleranceMinutes),
    until: minutesAfter(pickupAt, windows.arrivalToleranceMinutes),
  };
}

/** A rider is late only from the pickup time on, and a driver waits only once he is there. */
export function noShowFrom(pickupAt: Date, arrivedAt: Date, windows: RideWindows): Date {
  return minutesAfter(laterOf(pickupAt, arrivedAt), windows.noShowWaitMinutes);
}

/** Whole seconds the driver waited for the rider: from the later of arrival and pickup time until the start. */
export function waitingSeconds(pickupAt: Date, arrivedAt: Date, startedAt: Date): number {
  return Math.max(0, Math.floor((startedAt.getTime() - laterOf(pickupAt, arrivedAt).getTime()) / 1_000));
}

/** A ride that has not started by then is shown to an operator. */
export function overdueAt(pickupAt: Date): Date {
  return minutesAfter(pickupAt, OVERDUE_AFTER_MINUTES);
}

/** On time is at the pickup point no later than the pickup time. */
export function isOnTime(pickupAt: Date, arrivedAt: Date): boolean {
  return arrivedAt <= pickupAt;
}

function laterOf(a: Date, b: Date): Date {
  return a > b ? a : b;
}

function minutesAfter(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * MINUTE_MILLISECONDS);
}
