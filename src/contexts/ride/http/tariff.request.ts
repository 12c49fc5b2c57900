import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDate,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Min,
  ValidateNested,
} from 'class-validator';
import { TRIP_TYPES, type TripType } from '../../../kernel/trip-type';
import { VEHICLE_CLASSES, type VehicleClass } from '../../../kernel/vehicle-class';
import { IsReason } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import { CITY_CODE } from './ride-plan.request';

const CODE = /^[A-Z0-9_]{1,40}$/;
const MULTIPLIER_CODE = { message: 'code must be 1 to 40 capitals, digits or underscores' };

export class RentalPackageRequest {
  /** @example PKG_8H_80KM */
  @IsString()
  @Matches(CODE, { message: 'code must be 1 to 40 capitals, digits or underscores' })
  code: string;

  /** @example 180000 */
  @IsInt()
  @Min(0)
  pricePaise: number;

  /** @example 480 */
  @IsInt()
  @Min(1)
  includedMinutes: number;

  /** @example 80000 */
  @IsInt()
  @Min(1)
  includedMetres: number;
}

export class FareMultiplierRequest {
  /** @example FESTIVAL */
  @IsString()
  @Matches(CODE, MULTIPLIER_CODE)
  code: string;

  /**
   * 1300 is a surge of 30 %, 900 a discount of 10 %.
   * @example 1300
   */
  @IsInt()
  @Min(1)
  permille: number;
}

/** What is left out is as the operator's defaults say: free waiting of 45 minutes, nights from 23:00 to 05:00 at +25 %. */
export class TariffTermsRequest {
  /**
   * In which nights begin and days are counted; left out, the city’s.
   * @example Asia/Kolkata
   */
  @IsOptional()
  @IsString()
  @Matches(/^[A-Za-z_+\-/0-9]{1,64}$/, { message: 'timeZone must be an IANA time zone, such as Asia/Kolkata' })
  timeZone?: string;

  /** @example 8000 */
  @IsOptional()
  @IsInt()
  basePaise?: number;

  /** @example 3000 */
  @IsOptional()
  @IsInt()
  includedMetres?: number;

  /** @example 0 */
  @IsOptional()
  @IsInt()
  includedMinutes?: number;

  /** @example 1600 */
  @IsOptional()
  @IsInt()
  perKilometrePaise?: number;

  /** @example 150 */
  @IsOptional()
  @IsInt()
  perMinutePaise?: number;

  /** @example 45 */
  @IsOptional()
  @IsInt()
  waitingFreeMinutes?: number;

  /** @example 15 */
  @IsOptional()
  @IsInt()
  waitingBlockMinutes?: number;

  /** @example 5000 */
  @IsOptional()
  @IsInt()
  waitingPerBlockPaise?: number;

  /**
   * After local midnight.
   * @example 1380
   */
  @IsOptional()
  @IsInt()
  nightStartMinute?: number;

  /** @example 300 */
  @IsOptional()
  @IsInt()
  nightEndMinute?: number;

  /** @example 250 */
  @IsOptional()
  @IsInt()
  nightSurchargePermille?: number;

  /** @example 12000 */
  @IsOptional()
  @IsInt()
  airportFeePaise?: number;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => RentalPackageRequest)
  rentalPackages?: RentalPackageRequest[];

  /** @example 250000 */
  @IsOptional()
  @IsInt()
  outstationMinimumMetresPerDay?: number;

  /** @example 30000 */
  @IsOptional()
  @IsInt()
  driverAllowancePerDayPaise?: number;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => FareMultiplierRequest)
  multipliers?: FareMultiplierRequest[];

  /** @example 500 */
  @IsOptional()
  @IsInt()
  multiplierFloorPermille?: number;

  /** @example 2000 */
  @IsOptional()
  @IsInt()
  multiplierCapPermille?: number;
}

export class AddTariffRequest {
  /** @example DELHI_NCR */
  @IsString()
  @Matches(CITY_CODE, { message: 'cityCode must be the code of a city, such as DELHI_NCR' })
  cityCode: string;

  @IsIn(VEHICLE_CLASSES)
  vehicleClass: VehicleClass;

  @IsIn(TRIP_TYPES)
  tripType: TripType;

  /**
   * By the pickup time of a ride.
   * @example '2026-11-01T00:00:00Z'
   */
  @IsDate()
  effectiveFrom: Date;

  /**
   * Not included. Left out, it is in force until it is ended.
   * @example '2027-04-01T00:00:00Z'
   */
  @IsOptional()
  @IsDate()
  effectiveTo?: Date;

  @ValidateNested()
  terms: TariffTermsRequest;
}

export class EndTariffRequest {
  /**
   * Left out, it ends now.
   * @example '2027-01-01T00:00:00Z'
   */
  @IsOptional()
  @IsDate()
  effectiveTo?: Date;

  @IsReason()
  reason: string;
}

export class ListTariffsRequest extends PageRequest {
  /** @example DELHI_NCR */
  @IsOptional()
  @IsString()
  @Matches(CITY_CODE, { message: 'cityCode must be the code of a city, such as DELHI_NCR' })
  cityCode?: string;

  @IsOptional()
  @IsIn(VEHICLE_CLASSES)
  vehicleClass?: VehicleClass;

  @IsOptional()
  @IsIn(TRIP_TYPES)
  tripType?: TripType;

  /** Only those in force at that moment. */
  @IsOptional()
  @IsDate()
  at?: Date;
}
