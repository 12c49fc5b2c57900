import type { Page } from '../../../platform/http/page';
import type { Fleet } from '../domain/fleet';
import type { FleetStatus } from '../domain/fleet-status';

export class FleetResponse {
  id: string;
  /** @example 'Yamuna Cabs' */
  name: string;
  /** @example 'Delhi NCR' */
  city: string;
  /** APPLIED → UNDER_REVIEW → ACTIVE or REJECTED; ACTIVE and SUSPENDED lead to each other and to CLOSED. */
  status: FleetStatus;
  /**
   * Why it has the status; null until the first change.
   * @example 'The vendor’s contract is under review.'
   */
  statusReason: string | null;
  createdAt: string;
  updatedAt: string;

  static of(fleet: Fleet): FleetResponse {
    const { id, name, city, status, statusReason, createdAt, updatedAt } = fleet;
    const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
    return { id, name, city, status, statusReason, ...times };
  }
}

export class FleetPage {
  items: FleetResponse[];
  /**
   * Give it as `after` for the rows that follow; null on the last page.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of({ items, next }: Page<Fleet>): FleetPage {
    return { items: items.map((fleet) => FleetResponse.of(fleet)), next };
  }
}
