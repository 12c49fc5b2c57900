import type { DriverStatus } from '../contracts/fleet-events';
import type { StatusTransitions } from './status-transitions';

/** PENDING until his papers are seen; only an ACTIVE driver works; one who LEFT frees his phone, and is registered anew if he returns. */
export const DRIVER_TRANSITIONS: StatusTransitions<DriverStatus> = {
  PENDING: ['ACTIVE', 'LEFT'],
  ACTIVE: ['SUSPENDED', 'LEFT'],
  SUSPENDED: ['ACTIVE', 'LEFT'],
  LEFT: [],
};

export const DRIVER_STATUSES = Object.keys(DRIVER_TRANSITIONS) as DriverStatus[];
