import type { StatusTransitions } from './status-transitions';

/** Fleets and hubs alike: a suspended one takes nothing new in, a closed one is empty and stays closed. */
export const SITE_STATUSES = ['ACTIVE', 'SUSPENDED', 'CLOSED'] as const;

export type SiteStatus = (typeof SITE_STATUSES)[number];

export const SITE_TRANSITIONS: StatusTransitions<SiteStatus> = {
  ACTIVE: ['SUSPENDED', 'CLOSED'],
  SUSPENDED: ['ACTIVE', 'CLOSED'],
  CLOSED: [],
};
