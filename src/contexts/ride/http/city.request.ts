import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { MATCHING_MODES, type MatchingMode } from '../../../kernel/city-terms';
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

/** How drivers are found for rides on demand. */
export class CityMatchingRequest {
  /**
   * Each ride for itself, or those of a short window together.
   * @example batched
   */
  @IsIn(MATCHING_MODES)
  mode: MatchingMode;

  /**
   * In batched mode requests are gathered for so long and matched together.
   * @example 2
   */
  @IsInt()
  @Min(1)
  @Max(3)
  windowSeconds: number;

  /**
   * In batched mode each minute that a ride has waited makes its way to the pickup weigh so much more.
   * @example 10
   */
  @IsInt()
  @Min(0)
  @Max(100)
  waitingPercentPerMinute: number;

  /**
   * Drivers who will have set down their rider within so many minutes are candidates too; 0: only idle ones.
   * @example 0
   */
  @IsInt()
  @Min(0)
  @Max(30)
  lookAheadMinutes: number;
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

  /**
   * By which ways are estimated. Left out, or null, they are as fast as the service is configured for.
   * @example 25
   */
  @IsOptional()
  @IsInt()
  @Min(5)
  @Max(150)
  kilometresPerHour?: number | null;

  /** Left out, each ride is matched for itself, with idle drivers only. */
  @MayBeLeftOut()
  @ValidateNested()
  matching?: CityMatchingRequest;
}
