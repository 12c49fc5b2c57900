import type { Page } from '../../../platform/http/page';
import type { CopiedWeek, SkippedShift } from '../application/copy-week';
import type { DraftedWeek } from '../application/draft-week';
import type { PublishedWeek } from '../application/publish-week';
import type { SilentDriver } from '../domain/roster-line';
import { RosterEntryResponse, RosterWarningResponse } from './roster-entry.response';

export class DraftedWeekResponse {
  /** In the order of the request. */
  items: RosterEntryResponse[];
  /** What a driver would rather not do; it is drafted all the same. */
  warnings: RosterWarningResponse[];

  static of({ lines, warnings }: DraftedWeek): DraftedWeekResponse {
    return {
      items: lines.map((line) => RosterEntryResponse.of(line)),
      warnings: warnings.map((warning) => RosterWarningResponse.of(warning)),
    };
  }
}

export class ShiftConflictResponse {
  /** @example roster_vehicle_overlap */
  code: string;
  /** @example "The vehicle is rostered at that time already, by roster entry 0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a." */
  message: string;
}

export class SkippedShiftResponse {
  /** Of the week that was copied. */
  rosterEntryId: string;
  driverId: string;
  vehicleId: string;
  /** As it would have been. */
  startsAt: string;
  endsAt: string;
  /** Everything that speaks against it. */
  conflicts: ShiftConflictResponse[];

  static of({ rosterEntryId, shift, refusals }: SkippedShift): SkippedShiftResponse {
    const { driverId, vehicleId, startsAt, endsAt } = shift;
    return {
      ...{ rosterEntryId, driverId, vehicleId },
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      conflicts: refusals.map(({ error: { code, message } }) => ({ code, message })),
    };
  }
}

export class CopiedWeekResponse extends DraftedWeekResponse {
  /** None unless it was asked to skip. */
  skipped: SkippedShiftResponse[];

  static override of(copied: CopiedWeek): CopiedWeekResponse {
    return {
      ...DraftedWeekResponse.of(copied),
      skipped: copied.skipped.map((shift) => SkippedShiftResponse.of(shift)),
    };
  }
}

export class PublishedWeekResponse {
  /** @example ["0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a"] */
  rosterEntryIds: string[];
  /**
   * Those who were told.
   * @example ["0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6b"]
   */
  driverIds: string[];

  static of({ rosterEntryIds, driverIds }: PublishedWeek): PublishedWeekResponse {
    return { rosterEntryIds: [...rosterEntryIds], driverIds: [...driverIds] };
  }
}

export class SilentDriverResponse {
  driverId: string;
  /** @example "Ramesh Kumar" */
  driverName: string;
  /**
   * Those that he has not acknowledged, the first first.
   * @example ["0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a"]
   */
  rosterEntryIds: string[];
  /** Of the first of them. */
  startsAt: string;

  static of({ driverId, driverName, rosterEntryIds, startsAt }: SilentDriver): SilentDriverResponse {
    return { driverId, driverName, rosterEntryIds: [...rosterEntryIds], startsAt: startsAt.toISOString() };
  }
}

export class SilentDriverPageResponse {
  items: SilentDriverResponse[];
  /**
   * Give it as `after` for what follows; null on the last page.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of({ items, next }: Page<SilentDriver>): SilentDriverPageResponse {
    return { items: items.map((driver) => SilentDriverResponse.of(driver)), next };
  }
}

export class OwnRosterResponse {
  /** The next first. */
  items: RosterEntryResponse[];

  static of(lines: Parameters<typeof RosterEntryResponse.of>[0][]): OwnRosterResponse {
    return { items: lines.map((line) => RosterEntryResponse.of(line)) };
  }
}
