import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsText, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PointRequest } from './place.request';

const LARGEST = 100_000;

/** How far from the plan a driver may act. */
export class RideWindowsRequest {
  /**
   * Departing and starting are refused earlier than this before pickup.
   * @example 150
   */
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  departureLeadMinutes: number;

  /**
   * Arriving is possible from this long before the pickup time until this long after it.
   * @example 30
   */
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  arrivalToleranceMinutes: number;

  /** @example 500 */
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  arrivalRadiusMetres: number;

  /** @example 100 */
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  positionAccuracyMetres: number;

  /** @example 30 */
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  positionAgeSeconds: number;

  /** @example 10 */
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  noShowWaitMinutes: number;
}

/** Of rides that are asked for now. */
export class OnDemandTermsRequest {
  /**
   * When a cab is promised before a driver is found.
   * @example 10
   */
  @IsInt()
  @Min(1)
  @Max(120)
  promiseMinutes: number;

  /**
   * How long a quote stands.
   * @example 5
   */
  @IsInt()
  @Min(1)
  @Max(120)
  quoteMinutes: number;
}

export class ConfigureCityRequest {
  /** @example 'Delhi NCR' */
  @IsText({ max: 100 })
  name: string;

  /** @example Asia/Kolkata */
  @IsString()
  @Matches(/^[A-Za-z_+\-/0-9]{1,64}$/, { message: 'timeZone must be an IANA time zone, such as Asia/Kolkata' })
  timeZone: string;

  /**
   * The corners of where rides begin, in order; the last joins the first.
   * @example [{"latitude": 28.88, "longitude": 77.08}, {"latitude": 28.43, "longitude": 77.61}, {"latitude": 28.32, "longitude": 76.9}]
   */
  @IsArray()
  @ArrayMinSize(3)
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => PointRequest)
  origin: PointRequest[];

  /**
   * Local days between booking and pickup: 1 books for tomorrow at the earliest, 0 for today.
   * @example 1
   */
  @IsInt()
  @Min(0)
  @Max(30)
  leadDays: number;

  @ValidateNested()
  windows: RideWindowsRequest;

  /** Left out, a cab is promised in 10 minutes and a quote stands for 5. */
  @MayBeLeftOut()
  @ValidateNested()
  onDemand?: OnDemandTermsRequest;
}
