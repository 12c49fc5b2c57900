import type { Page } from '../../../platform/http/page';
import type { RosterLine } from '../domain/roster-line';

export class RosterEntryResponse {
  id: string;
  driverId: string;
  /** @example "Ramesh Kumar" */
  driverName: string;
  vehicleId: string;
  /** @example DL1ZA1234 */
  plate: string;
  /** The driver's. */
  fleetId: string;
  /** The driver's. */
  hubId: string;
  startsAt: string;
  endsAt: string;
  status: 'ACTIVE' | 'CANCELLED';
  /**
   * Null unless cancelled.
   * @example "The driver is ill."
   */
  cancelReason: string | null;
  createdAt: string;

  static of(line: RosterLine): RosterEntryResponse {
    const { id, driverId, driverName, vehicleId, plate, fleetId, hubId, status, cancelReason } = line;
    return {
      ...{ id, driverId, driverName, vehicleId, plate, fleetId, hubId },
      startsAt: line.startsAt.toISOString(),
      endsAt: line.endsAt.toISOString(),
      status,
      cancelReason,
      createdAt: line.createdAt.toISOString(),
    };
  }
}

export class PlannedRosterResponse {
  /** In the order of the request. */
  items: RosterEntryResponse[];

  static of(lines: readonly RosterLine[]): PlannedRosterResponse {
    return { items: lines.map((line) => RosterEntryResponse.of(line)) };
  }
}

export class RosterPageResponse {
  items: RosterEntryResponse[];
  /**
   * Give it as `after` for what follows; null on the last page.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of({ items, next }: Page<RosterLine>): RosterPageResponse {
    return { items: items.map((line) => RosterEntryResponse.of(line)), next };
  }
}
