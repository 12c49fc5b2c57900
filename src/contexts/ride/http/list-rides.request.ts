import {
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDate,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
} from 'class-validator';
import { TRIP_TYPES, type TripType } from '../../../kernel/trip-type';
import { VEHICLE_CLASSES, type VehicleClass } from '../../../kernel/vehicle-class';
import { IsPhone, IsText } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import { RIDE_STATUSES, type RideStatus } from '../domain/ride-status';

/** Of rides that are the caller’s, as their driver or their rider. */
export class ListOwnRidesRequest extends PageRequest {
  /**
   * Only rides in one of these states.
   * @example ["DRIVER_ASSIGNED", "EN_ROUTE"]
   */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(RIDE_STATUSES, { each: true })
  status?: RideStatus[];
}

export class ListRidesRequest extends ListOwnRidesRequest {
  /** Only those on this account. */
  @IsOptional()
  @IsUUID()
  riderId?: string;

  @IsOptional()
  @IsUUID()
  driverId?: string;

  @IsOptional()
  @IsUUID()
  vehicleId?: string;

  @IsOptional()
  @IsIn(TRIP_TYPES)
  tripType?: TripType;

  @IsOptional()
  @IsIn(VEHICLE_CLASSES)
  vehicleClass?: VehicleClass;

  /**
   * Only pickups from then on.
   * @example 2026-11-22T00:00:00Z
   */
  @IsOptional()
  @IsDate()
  pickupFrom?: Date;

  /**
   * Only pickups before then.
   * @example 2026-11-23T00:00:00Z
   */
  @IsOptional()
  @IsDate()
  pickupTo?: Date;

  /**
   * What people call the ride by.
   * @example 7KQ2M9XD
   */
  @IsOptional()
  @IsString()
  @Matches(/^[0-9A-HJKMNP-TV-Z]{8}$/, { message: 'code must be the eight characters of a ride’s code' })
  code?: string;

  /** @example +919810012345 */
  @IsOptional()
  @IsPhone()
  passengerPhone?: string;

  /**
   * Part of the passenger’s name or of an address; needs pickupFrom.
   * @example 'Terminal 3'
   */
  @IsOptional()
  @IsText({ min: 2, max: 100 })
  text?: string;

  /** Whether it ought to have started by now. */
  @IsOptional()
  @IsBoolean()
  overdue?: boolean;

  /** Whether its figures wait for an operator. */
  @IsOptional()
  @IsBoolean()
  awaitingReview?: boolean;
}
