import type { VehicleStatus } from '../contracts/fleet-events';
import type { StatusTransitions } from './status-transitions';

/** PENDING until its papers are seen; only an ACTIVE vehicle works; a RETIRED one is gone and frees its plate. */
export const VEHICLE_TRANSITIONS: StatusTransitions<VehicleStatus> = {
  PENDING: ['ACTIVE', 'RETIRED'],
  ACTIVE: ['MAINTENANCE', 'SUSPENDED', 'RETIRED'],
  MAINTENANCE: ['ACTIVE', 'SUSPENDED', 'RETIRED'],
  SUSPENDED: ['ACTIVE', 'MAINTENANCE', 'RETIRED'],
  RETIRED: [],
};

export const VEHICLE_STATUSES = Object.keys(VEHICLE_TRANSITIONS) as VehicleStatus[];
