import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsReason } from '../../../platform/http/field.decorators';
import { RULE_NAMES, type RuleName } from '../domain/matching-policy';

export class MatchingRuleRequest {
  /** @example seen_recently */
  @IsIn(RULE_NAMES)
  name: RuleName;

  /**
   * A disabled rule refuses nobody. Refused as `invalid_policy` for those that hold in any case: on_duty, rostered,
   * vehicle_active, vehicle_class, not_on_break, not_engaged, documents_valid and not_offered_elsewhere.
   */
  @IsBoolean()
  enabled: boolean;

  /**
   * Those left out are as usual.
   * @example {"seconds": 90}
   */
  @IsObject()
  parameters: Record<string, number>;
}

/** From the first circle by steps to the largest: 12 circles at most. */
export class MatchingRadiiRequest {
  /** @example 1500 */
  @IsInt()
  @Min(100)
  @Max(20_000)
  startMetres: number;

  /** @example 1500 */
  @IsInt()
  @Min(100)
  @Max(20_000)
  stepMetres: number;

  /** @example 5000 */
  @IsInt()
  @Min(100)
  @Max(20_000)
  mostMetres: number;
}

export class MatchingWeightsRequest {
  /**
   * Of each second until the pickup.
   * @example 1
   */
  @IsNumber()
  @Min(0)
  @Max(1_000)
  pickup: number;

  /**
   * Taken off for each minute that the driver has waited.
   * @example 1
   */
  @IsNumber()
  @Min(0)
  @Max(1_000)
  idleMinute: number;

  /** @example 60 */
  @IsNumber()
  @Min(0)
  @Max(1_440)
  idleMinutesAtMost: number;

  /**
   * Taken off where he accepts every offer.
   * @example 30
   */
  @IsNumber()
  @Min(0)
  @Max(10_000)
  acceptance: number;

  /**
   * Taken off for each percent of charge.
   * @example 0.1
   */
  @IsNumber()
  @Min(0)
  @Max(1_000)
  chargePercent: number;

  /**
   * Added for a driver who must finish another ride first, where the city looks ahead; 60 where it is left out.
   * @example 60
   */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(600)
  finishing?: number;
}

export class ChangeMatchingPolicyRequest {
  /** Ignored, so that what GET answered can be edited and sent back: the next version is counted here. */
  @IsOptional()
  @IsInt()
  version?: number;

  /** Those left out are as usual. */
  @IsArray()
  @ArrayMaxSize(RULE_NAMES.length)
  @ValidateNested({ each: true })
  @Type(() => MatchingRuleRequest)
  rules: MatchingRuleRequest[];

  @ValidateNested()
  radii: MatchingRadiiRequest;

  /** @example 20 */
  @IsInt()
  @Min(5)
  @Max(300)
  offerSeconds: number;

  /**
   * How many drivers are asked at once.
   * @example 1
   */
  @IsInt()
  @Min(1)
  @Max(10)
  batchSize: number;

  /** @example 300 */
  @IsInt()
  @Min(10)
  @Max(3_600)
  searchSeconds: number;

  /** @example 10 */
  @IsInt()
  @Min(1)
  @Max(300)
  roundPauseSeconds: number;

  /**
   * After so many rounds in a row that found nobody the search ends, its radius spent; 0 or left out: when its time is spent.
   * @example 0
   */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(360)
  emptyRounds?: number;

  @ValidateNested()
  weights: MatchingWeightsRequest;

  /** @example 'Fewer rides are lost when drivers have longer to answer.' */
  @IsReason()
  reason: string;
}
