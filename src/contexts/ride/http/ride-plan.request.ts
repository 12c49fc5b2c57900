import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDate,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { PAYMENT_MODES, type PaymentMode } from '../../../kernel/payment-mode';
import { TRIP_TYPES, type TripType } from '../../../kernel/trip-type';
import { VEHICLE_CLASSES, type VehicleClass } from '../../../kernel/vehicle-class';
import { IsPhone, IsText, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { DEMANDS } from '../domain/demand';
import { LONGEST_TRIP_METRES } from '../domain/trip-record';
import { PlaceRequest } from './place.request';

export const CITY_CODE = /^[A-Z][A-Z0-9_]{1,31}$/;
const LONGEST_MINUTES = 30 * 24 * 60;

/** What a scheduled ride needs and one for now may do without. */
function isScheduledOrGiven(field: 'pickupAt' | 'passenger'): (request: { when?: string }) => boolean {
  return (request) => request.when !== 'now' || (request as Record<string, unknown>)[field] !== undefined;
}

/** A ride as somebody wants it. */
export class QuoteRideRequest {
  /**
   * Left out, it is the city in which the pickup lies.
   * @example DELHI_NCR
   */
  @IsOptional()
  @IsString()
  @Matches(CITY_CODE, { message: 'cityCode must be the code of a city, such as DELHI_NCR' })
  cityCode?: string;

  @IsIn(VEHICLE_CLASSES)
  vehicleClass: VehicleClass;

  @IsIn(TRIP_TYPES)
  tripType: TripType;

  /** Left out, it is scheduled. */
  @MayBeLeftOut()
  @IsIn(DEMANDS)
  when?: 'scheduled' | 'now';

  /** Of a scheduled ride only: on a later local day than the booking, unless the city is configured otherwise. */
  @ValidateIf(isScheduledOrGiven('pickupAt'))
  @IsDate()
  pickupAt?: Date;

  @ValidateNested()
  pickup: PlaceRequest;

  /** Only a rental may do without. */
  @IsOptional()
  @ValidateNested()
  drop?: PlaceRequest;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => PlaceRequest)
  stops?: PlaceRequest[];

  /**
   * Of a rental, one of the packages of its tariff.
   * @example PKG_8H_80KM
   */
  @IsOptional()
  @IsString()
  @Matches(/^[A-Z0-9_]{1,40}$/, { message: 'rentalPackageCode must be the code of a package, such as PKG_8H_80KM' })
  rentalPackageCode?: string;

  /**
   * As a route planner says, together with the minutes; a rider does not name them. Left out, a quote asks the roads, and a booking
   * has its quote’s, or without a `quoteId` an estimate by the straight line: the two may differ.
   * @example 21000
   */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(LONGEST_TRIP_METRES)
  expectedMetres?: number;

  /** @example 50 */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(LONGEST_MINUTES)
  expectedMinutes?: number;
}

export class PassengerRequest {
  /** @example 'Meera Iyer' */
  @IsText({ max: 100 })
  name: string;

  /** @example +919810012345 */
  @IsPhone()
  phone: string;
}

export class BookRideRequest extends QuoteRideRequest {
  /** For a registered rider he himself, where left out. */
  @ValidateIf(isScheduledOrGiven('passenger'))
  @ValidateNested()
  passenger?: PassengerRequest;

  /** Whose account it goes on, where staff ask for a ride for now. */
  @MayBeLeftOut()
  @IsUUID()
  riderId?: string;

  /**
   * One of the caller’s own quotes of the same trip, which still stands: the ride is priced by it.
   * Left out, way and time are estimated by the straight line, and the price may differ from a quote’s.
   */
  @MayBeLeftOut()
  @IsUUID()
  quoteId?: string;

  @IsIn(PAYMENT_MODES)
  paymentMode: PaymentMode;
}
