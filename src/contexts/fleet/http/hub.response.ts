import type { Page } from '../../../platform/http/page';
import type { Hub } from '../domain/hub';
import type { SiteStatus } from '../domain/site-status';

export class HubResponse {
  id: string;
  fleetId: string;
  /** @example 'Dwarka Sector 21' */
  name: string;
  /** @example 'Plot 4, Sector 21, Dwarka, New Delhi 110077' */
  address: string;
  latitude: number;
  longitude: number;
  status: SiteStatus;
  /**
   * Why it has the status; null until the first change.
   * @example 'The yard is being repaved.'
   */
  statusReason: string | null;
  createdAt: string;
  updatedAt: string;

  static of(hub: Hub): HubResponse {
    const { id, fleetId, name, address, latitude, longitude, status, statusReason, createdAt, updatedAt } = hub;
    const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
    return { id, fleetId, name, address, latitude, longitude, status, statusReason, ...times };
  }
}

export class HubPage {
  items: HubResponse[];
  /**
   * Give it as `after` for the rows that follow; null on the last page.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of({ items, next }: Page<Hub>): HubPage {
    return { items: items.map((hub) => HubResponse.of(hub)), next };
  }
}
