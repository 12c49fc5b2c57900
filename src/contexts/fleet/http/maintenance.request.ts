import { IsBoolean, IsIn, IsInt, IsOptional, IsUUID, Max, Min, ValidateIf } from 'class-validator';
import { IsLocalDate, IsText, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import type { MaintenanceDue } from '../domain/maintenance-plan';
import { LARGEST_ODOMETER_METRES } from '../domain/vehicle';

/** Null is a value of the field: none. */
const MayBeNull = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined && value !== null);

class MaintenanceTermsRequest {
  /**
   * Due again so many days after it was last done; null: days do not count. Days or metres are given, or both.
   * @example 180
   */
  @MayBeNull()
  @IsInt()
  @Min(1)
  @Max(3650)
  everyDays?: number | null;

  /**
   * Due again so far after it was last done; null: metres do not count.
   * @example 10000000
   */
  @MayBeNull()
  @IsInt()
  @Min(1_000)
  @Max(500_000_000)
  everyMetres?: number | null;

  /**
   * So many days before it is due, it is SOON; 7 where nobody says.
   * @example 7
   */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(365)
  soonDays?: number;

  /**
   * So far before it is due, it is SOON; 500 km where nobody says.
   * @example 500000
   */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(50_000_000)
  soonMetres?: number;

  /**
   * So many days after it is due, it is not OVERDUE yet; 3 where nobody says.
   * @example 3
   */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(365)
  graceDays?: number;

  /**
   * So far after it is due, it is not OVERDUE yet; 200 km where nobody says.
   * @example 200000
   */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(50_000_000)
  graceMetres?: number;

  /**
   * Whether an ACTIVE vehicle goes to MAINTENANCE when it is OVERDUE, once for each time it falls due; false where nobody says.
   * @example true
   */
  @MayBeLeftOut()
  @IsBoolean()
  stopsVehicle?: boolean;
}

export class PlanMaintenanceRequest extends MaintenanceTermsRequest {
  /** @example 'Tyre rotation' */
  @IsText({ max: 100 })
  name: string;

  /**
   * The local day on which it was last done; left out: today.
   * @example 2026-11-01
   */
  @MayBeLeftOut()
  @IsLocalDate()
  lastDoneOn?: string;

  /**
   * What the odometer showed then; left out: what it shows.
   * @example 18000000
   */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(LARGEST_ODOMETER_METRES)
  lastDoneMetres?: number;
}

export class ChangeMaintenancePlanRequest extends MaintenanceTermsRequest {
  /** @example 'Tyre rotation' */
  @MayBeLeftOut()
  @IsText({ max: 100 })
  name?: string;
}

export class CompleteMaintenanceRequest {
  /**
   * What the odometer shows: no less than the last known reading, and not 2,000 km above it. Of an earlier day, what it showed
   * then: from what it showed when this was last done up to what it shows now, which stays as it is.
   * @example 18250000
   */
  @IsInt()
  @Min(0)
  @Max(LARGEST_ODOMETER_METRES)
  odometerMetres: number;

  /**
   * What it cost, at most ₹1 crore; 0 under warranty.
   * @example 245000
   */
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  costPaise: number;

  /**
   * What was done, and where.
   * @example 'All four tyres rotated and balanced at Okhla'
   */
  @IsText({ max: 1000 })
  note: string;

  /**
   * The local day; left out: today. Of an earlier one the odometer is what it showed then: below the vehicle's last known
   * reading it leaves that alone, and is no less than when this was done last; else it is the vehicle's latest reading.
   * @example 2026-11-21
   */
  @MayBeLeftOut()
  @IsLocalDate()
  doneOn?: string;
}

export class ListDueMaintenanceRequest extends PageRequest {
  /** Only those that are one of these. */
  @IsOptional()
  @IsIn(['LATER', 'SOON', 'DUE', 'OVERDUE'], { each: true })
  due?: MaintenanceDue[];

  @IsOptional()
  @IsUUID()
  fleetId?: string;

  @IsOptional()
  @IsUUID()
  hubId?: string;
}
