import type { Page } from '../../../platform/http/page';
import type { PlannedRoster } from '../application/plan-roster';
import type { PlannedShiftLine } from '../application/plan-roster-entry';
import type { RosterLine } from '../domain/roster-line';
import type { RowWarning } from '../domain/week-plan';

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
  /**
   * Told to its driver unless it is a DRAFT. MISSED: he had not checked in some minutes after its start.
   * @example PUBLISHED
   */
  status: 'DRAFT' | 'PUBLISHED' | 'ACKNOWLEDGED' | 'MISSED' | 'CANCELLED' | 'REPLACED';
  /** @example null */
  acknowledgedAt: string | null;
  /**
   * When its driver first checked in for it, or was seen on duty with its vehicle since an earlier shift.
   * @example null
   */
  attendedAt: string | null;
  /**
   * The entry whose place it takes.
   * @example null
   */
  replacesId: string | null;
  /**
   * Null unless cancelled or replaced.
   * @example "The driver is ill."
   */
  cancelReason: string | null;
  createdAt: string;

  static of(line: RosterLine): RosterEntryResponse {
    const { id, driverId, driverName, vehicleId, plate, fleetId, hubId, status, replacesId, cancelReason } = line;
    return {
      ...{ id, driverId, driverName, vehicleId, plate, fleetId, hubId },
      startsAt: line.startsAt.toISOString(),
      endsAt: line.endsAt.toISOString(),
      status,
      acknowledgedAt: line.acknowledgedAt?.toISOString() ?? null,
      attendedAt: line.attendedAt?.toISOString() ?? null,
      replacesId,
      cancelReason,
      createdAt: line.createdAt.toISOString(),
    };
  }
}

export class RosterWarningResponse {
  /**
   * Of the shift among those asked for, from 0.
   * @example 3
   */
  index: number;
  /** @example prefers_no_nights */
  code: string;
  /** @example "Asha prefers no nights, and this shift lies between 23:00 and 05:00 in part." */
  message: string;

  static of({ index, code, message }: RowWarning): RosterWarningResponse {
    return { index, code, message };
  }
}

export class PlannedShiftResponse extends RosterEntryResponse {
  /** It is planned all the same: beyond its driver's hours, or against his wishes. */
  warnings: RosterWarningResponse[];

  static ofPlanned({ line, warnings }: PlannedShiftLine): PlannedShiftResponse {
    return { ...RosterEntryResponse.of(line), warnings: warnings.map((warning) => RosterWarningResponse.of(warning)) };
  }
}

export class PlannedRosterResponse {
  /** In the order of the request. */
  items: RosterEntryResponse[];
  /** Of shifts that are planned all the same: beyond their driver's hours, or against his wishes. */
  warnings: RosterWarningResponse[];

  static of({ lines, warnings }: PlannedRoster): PlannedRosterResponse {
    return {
      items: lines.map((line) => RosterEntryResponse.of(line)),
      warnings: warnings.map((warning) => RosterWarningResponse.of(warning)),
    };
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
