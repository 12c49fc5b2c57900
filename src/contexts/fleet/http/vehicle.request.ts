import { IsIn, IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { VEHICLE_CLASSES, type VehicleClass } from '../../../kernel/vehicle-class';
import { IsPlate, IsReason, IsText, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import type { VehicleStatus } from '../contracts/fleet-events';
import { LARGEST_ODOMETER_METRES } from '../domain/vehicle';
import { VEHICLE_STATUSES } from '../domain/vehicle-status';

export class RegisterVehicleRequest {
  /** Where it is parked and charged; its fleet is the hub's. */
  @IsUUID()
  hubId: string;

  /**
   * The registration number, however written; not that of another vehicle that is not retired.
   * @example DL1ZA1234
   */
  @IsPlate()
  plate: string;

  /** @example Tata */
  @IsText({ max: 60 })
  make: string;

  /** @example 'Xpres-T EV' */
  @IsText({ max: 60 })
  model: string;

  @IsIn(VEHICLE_CLASSES)
  vehicleClass: VehicleClass;

  /**
   * Usable capacity: 26 kWh is 26000.
   * @example 26000
   */
  @IsInt()
  @Min(1_000)
  @Max(1_000_000)
  batteryWattHours: number;

  /**
   * On a full charge.
   * @example 213000
   */
  @IsInt()
  @Min(1_000)
  @Max(2_000_000)
  rangeMetres: number;

  /**
   * What the odometer shows.
   * @example 18250000
   */
  @IsInt()
  @Min(0)
  @Max(LARGEST_ODOMETER_METRES)
  odometerMetres: number;
}

export class UpdateVehicleRequest {
  /** Moves it to this hub; you must have both hubs in your scope. */
  @MayBeLeftOut()
  @IsUUID()
  hubId?: string;

  /** @example DL1ZA1234 */
  @MayBeLeftOut()
  @IsPlate()
  plate?: string;

  /** @example Tata */
  @MayBeLeftOut()
  @IsText({ max: 60 })
  make?: string;

  /** @example 'Xpres-T EV' */
  @MayBeLeftOut()
  @IsText({ max: 60 })
  model?: string;

  @MayBeLeftOut()
  @IsIn(VEHICLE_CLASSES)
  vehicleClass?: VehicleClass;

  /** @example 26000 */
  @MayBeLeftOut()
  @IsInt()
  @Min(1_000)
  @Max(1_000_000)
  batteryWattHours?: number;

  /** @example 213000 */
  @MayBeLeftOut()
  @IsInt()
  @Min(1_000)
  @Max(2_000_000)
  rangeMetres?: number;
}

export class ChangeVehicleStatusRequest {
  /** PENDING → ACTIVE; ACTIVE, MAINTENANCE and SUSPENDED lead to each other; all lead to RETIRED, which is the last. */
  @IsIn(VEHICLE_STATUSES)
  status: VehicleStatus;

  /** Why, for the audit. */
  @IsReason()
  reason: string;
}

export class CorrectOdometerRequest {
  /**
   * What the odometer really shows; it may be less than was read.
   * @example 18250000
   */
  @IsInt()
  @Min(0)
  @Max(LARGEST_ODOMETER_METRES)
  odometerMetres: number;

  /** Why, for the audit. */
  @IsReason()
  reason: string;
}

export class ListVehiclesRequest extends PageRequest {
  @IsOptional()
  @IsUUID()
  fleetId?: string;

  @IsOptional()
  @IsUUID()
  hubId?: string;

  /** Only those with one of these. */
  @IsOptional()
  @IsIn(VEHICLE_STATUSES, { each: true })
  status?: VehicleStatus[];

  @IsOptional()
  @IsIn(VEHICLE_CLASSES)
  vehicleClass?: VehicleClass;

  /**
   * However written.
   * @example DL1ZA1234
   */
  @IsOptional()
  @IsPlate()
  plate?: string;
}
