import { SITE_STATUSES, SITE_TRANSITIONS } from './site-status';
import type { StatusTransitions } from './status-transitions';

/** A fleet is applied for and reviewed before it is a site like any other. Only an ACTIVE one takes in or works. */
export const FLEET_STATUSES = ['APPLIED', 'UNDER_REVIEW', 'REJECTED', ...SITE_STATUSES] as const;

export type FleetStatus = (typeof FLEET_STATUSES)[number];

export const FLEET_TRANSITIONS: StatusTransitions<FleetStatus> = {
  APPLIED: ['UNDER_REVIEW'],
  UNDER_REVIEW: ['ACTIVE', 'REJECTED'],
  REJECTED: [],
  ...SITE_TRANSITIONS,
};
