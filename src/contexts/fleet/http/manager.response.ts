import type { Page } from '../../../platform/http/page';
import type { Manager, ManagerStatus } from '../domain/manager';

export class FleetManagerResponse {
  id: string;
  fleetId: string;
  /** @example 'Neha Verma' */
  name: string;
  /** @example +919810012345 */
  phone: string;
  status: ManagerStatus;
  /**
   * Why he was dismissed; null while he is not.
   * @example 'He left the company.'
   */
  statusReason: string | null;
  createdAt: string;
  updatedAt: string;

  static of(manager: Manager): FleetManagerResponse {
    const { id, fleetId, name, phone, status, statusReason, createdAt, updatedAt } = manager;
    const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
    return { id, fleetId, name, phone, status, statusReason, ...times };
  }
}

export class HubManagerResponse extends FleetManagerResponse {
  hubId: string;

  static override of(manager: Manager): HubManagerResponse {
    return { ...FleetManagerResponse.of(manager), hubId: manager.hubId! };
  }
}

export class FleetManagerPage {
  items: FleetManagerResponse[];
  /**
   * Give it as `after` for the rows that follow; null on the last page.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of({ items, next }: Page<Manager>): FleetManagerPage {
    return { items: items.map((manager) => FleetManagerResponse.of(manager)), next };
  }
}

export class HubManagerPage {
  items: HubManagerResponse[];
  /**
   * Give it as `after` for the rows that follow; null on the last page.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of({ items, next }: Page<Manager>): HubManagerPage {
    return { items: items.map((manager) => HubManagerResponse.of(manager)), next };
  }
}
