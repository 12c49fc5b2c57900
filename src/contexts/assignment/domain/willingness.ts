import { DomainError, notFound } from '../../../platform/errors/domain-error';
import { dutyRefusal, type Duty } from './assignability';

/** Whether a driver takes rides on demand. Online is a switch of his own; duty, break and suspension end it. */
export interface Willingness {
  readonly driverId: string;
  readonly status: string;
  readonly duty: Duty;
  readonly online: boolean;
  readonly onlineSince: Date | null;
  /** Since when he has had no ride under way, counted from when he went online at the earliest. */
  readonly idleSince: Date | null;
}

/** @throws DomainError `driver_not_active`, `driver_off_duty`, `check_in_pending`, `driver_on_break`, `already_online` */
export function assertMayGoOnline(driver: Willingness | null, driverId: string): asserts driver is Willingness {
  if (!driver) throw notFound('driver', driverId);
  if (driver.status !== 'ACTIVE') {
    throw conflict('driver_not_active', `You are ${driver.status}; only an ACTIVE driver takes rides.`);
  }
  const refusal = dutyRefusal(driver.duty);
  if (refusal) throw conflict(refusal.code, refusal.message);
  if (driver.online) throw conflict('already_online', 'You are online already.');
}

/** @throws DomainError `already_offline` */
export function assertMayGoOffline(driver: Willingness | null, driverId: string): asserts driver is Willingness {
  if (!driver) throw notFound('driver', driverId);
  if (!driver.online) throw conflict('already_offline', 'You are offline already.');
}

function conflict(code: string, message: string): DomainError {
  return new DomainError('conflict', code, message);
}
