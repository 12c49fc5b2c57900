import {
  ArrayUnique,
  IsArray,
  IsDate,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsReason, IsText, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { CANCELLATION_REASONS, type CancellationReason } from '../domain/cancellation';
import { LARGEST_ODOMETER_METRES, LONGEST_TRIP_METRES } from '../domain/trip-record';
import { PlaceRequest, PointRequest } from './place.request';

const LARGEST_EXPENSE_PAISE = 10_000_000;
const WAIVABLE = ['time', 'place', 'code'] as const;

/** Given by an operator who acts in the driver's place. */
export class OverrideRequest {
  /**
   * The rules that do not bind this step; none where it only needs somebody else's hand.
   * @example ["time"]
   */
  @IsArray()
  @ArrayUnique()
  @IsIn(WAIVABLE, { each: true })
  waives: ('time' | 'place' | 'code')[];

  @IsReason()
  reason: string;
}

export class MovePickupRequest {
  @ValidateNested()
  pickup: PlaceRequest;
}

export class DepartRequest {
  @IsOptional()
  @ValidateNested()
  override?: OverrideRequest;
}

/** Where a device says it is. */
export class PositionRequest extends PointRequest {
  /**
   * The radius it vouches for.
   * @example 8
   */
  @IsNumber()
  @Min(0)
  @Max(100_000)
  accuracyMetres: number;

  @IsDate()
  fixedAt: Date;
}

export class ArriveRequest {
  /** Only an operator who waives the place arrives without. */
  @IsOptional()
  @ValidateNested()
  fix?: PositionRequest;

  @IsOptional()
  @ValidateNested()
  override?: OverrideRequest;
}

export class StartRequest {
  /**
   * The four digits that the rider tells. Only an operator who waives the code starts without.
   * @example 4821
   */
  @IsOptional()
  @IsString()
  @Matches(/^[0-9]{4}$/, { message: 'code must be the four digits that the rider tells' })
  code?: string;

  /** @example 41200000 */
  @IsInt()
  @Min(0)
  @Max(LARGEST_ODOMETER_METRES)
  odometerStartMetres: number;

  @IsOptional()
  @ValidateNested()
  override?: OverrideRequest;
}

export class CompleteRequest {
  /**
   * Of a cab that broke down and whose odometer was read then, that reading stands.
   * @example 41221000
   */
  @IsInt()
  @Min(0)
  @Max(LARGEST_ODOMETER_METRES)
  odometerEndMetres: number;

  /** What the driver paid on the way. */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(LARGEST_EXPENSE_PAISE)
  tollsPaise?: number;

  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(LARGEST_EXPENSE_PAISE)
  parkingPaise?: number;

  @IsOptional()
  @ValidateNested()
  override?: OverrideRequest;
}

export class NoShowRequest {
  @IsReason()
  reason: string;

  @IsOptional()
  @ValidateNested()
  override?: OverrideRequest;
}

export class BreakdownRequest {
  @IsReason()
  reason: string;

  /** Left out where nobody can read it: the trip then waits for a review. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(LARGEST_ODOMETER_METRES)
  odometerMetres?: number;

  /** Where the rider waits for the second cab. */
  @IsOptional()
  @ValidateNested()
  point?: PointRequest;

  @IsOptional()
  @ValidateNested()
  override?: OverrideRequest;
}

export class CancelRideRequest {
  /**
   * A rider gives CHANGE_OF_PLANS, BOOKED_BY_MISTAKE, DRIVER_LATE, DRIVER_ASKED_TO_CANCEL, UNSAFE, DUPLICATE_BOOKING or OTHER; a
   * driver (of a scheduled ride) CHANGE_OF_PLANS, RIDER_ASKED_TO_CANCEL, RIDER_UNREACHABLE or UNSAFE; an operator any. UNSAFE,
   * EMERGENCY and OTHER need a note.
   */
  @IsIn(Object.keys(CANCELLATION_REASONS))
  reasonCode: CancellationReason;

  /**
   * What happened; some reasons need it.
   * @example 'The rider asked for another day.'
   */
  @IsOptional()
  @IsText({ max: 500 })
  note?: string;
}

export class ReviewRideRequest {
  @IsInt()
  @Min(0)
  @Max(LONGEST_TRIP_METRES)
  distanceMetres: number;

  /** Left out, the recorded start stands. Not before its cab set out. */
  @IsOptional()
  @IsDate()
  startedAt?: Date;

  /** Left out, the recorded end stands. Not in the future, nor more than 72 hours after the start (outstation: 30 days). */
  @IsOptional()
  @IsDate()
  endedAt?: Date;

  /** Left out, what the driver reported stands. */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(LARGEST_EXPENSE_PAISE)
  tollsPaise?: number;

  /** Left out, what the driver reported stands. */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(LARGEST_EXPENSE_PAISE)
  parkingPaise?: number;

  /** How the figures were found. */
  @IsReason()
  reason: string;
}

export class UnlockStartRequest {
  @IsReason()
  reason: string;
}
