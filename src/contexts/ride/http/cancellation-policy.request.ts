import { IsDate, IsInt, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { MayBeLeftOut } from '../../../platform/http/field.decorators';

const LARGEST_FEE_PAISE = 10_000_000;

/** What is left out is as the defaults say: five free minutes, then 10 % and at most ₹100. */
export class CancellationTermsRequest {
  /**
   * After the booking a rider cancels free for so long; later, only while no driver is assigned.
   * @example 5
   */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(1_440)
  freeMinutes?: number;

  /** @example 100 */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(1_000)
  feePermille?: number;

  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(LARGEST_FEE_PAISE)
  feeCapPaise?: number;

  /** @example 100 */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(1_000)
  noShowPermille?: number;

  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(LARGEST_FEE_PAISE)
  noShowCapPaise?: number;
}

export class AddCancellationPolicyRequest {
  /**
   * By the booking time of a ride. Left out, it begins now.
   * @example '2026-12-01T00:00:00Z'
   */
  @IsOptional()
  @IsDate()
  effectiveFrom?: Date;

  /**
   * Not included. Left out, it is in force until another follows.
   * @example '2027-04-01T00:00:00Z'
   */
  @IsOptional()
  @IsDate()
  effectiveTo?: Date;

  @ValidateNested()
  terms: CancellationTermsRequest;
}
