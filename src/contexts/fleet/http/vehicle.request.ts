import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsUUID,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { VEHICLE_CLASSES, type VehicleClass } from '../../../kernel/vehicle-class';
import { IsPlate, IsReason, IsText, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import type { FuelType, VehicleStatus } from '../contracts/fleet-events';
import { FUEL_TYPES } from '../domain/fuel-type';
import { LARGEST_ODOMETER_METRES } from '../domain/vehicle';
import { VEHICLE_STATUSES } from '../domain/vehicle-status';

/** An electric one must have it; of another it may be left out. */
const NeededOfElectric = (): PropertyDecorator =>
  ValidateIf(
    ({ fuelType }: RegisterVehicleRequest, value) => value !== undefined || (fuelType ?? 'ELECTRIC') === 'ELECTRIC',
  );

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

  /** What it runs on, by which its documents go: ELECTRIC where it is left out. */
  @MayBeLeftOut()
  @IsIn(FUEL_TYPES)
  fuelType?: FuelType;

  /**
   * Usable capacity: 26 kWh is 26000. An electric vehicle must say it, a hybrid may, no other has one.
   * @example 26000
   */
  @NeededOfElectric()
  @IsInt()
  @Min(1_000)
  @Max(1_000_000)
  batteryWattHours?: number;

  /**
   * On a full charge, or a full tank. An electric vehicle must say it.
   * @example 213000
   */
  @NeededOfElectric()
  @IsInt()
  @Min(1_000)
  @Max(2_000_000)
  rangeMetres?: number;

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

  /** With one that no battery drives, the battery is forgotten. */
  @MayBeLeftOut()
  @IsIn(FUEL_TYPES)
  fuelType?: FuelType;

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

export class ChangeVehicleStatusesRequest extends ChangeVehicleStatusRequest {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  vehicleIds: string[];
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

  @IsOptional()
  @IsIn(FUEL_TYPES)
  fuelType?: FuelType;

  /**
   * However written.
   * @example DL1ZA1234
   */
  @IsOptional()
  @IsPlate()
  plate?: string;
}
