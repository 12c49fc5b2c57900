import { IsIn, IsOptional } from 'class-validator';
import { IsPhone, IsReason, IsText } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import type { RiderStatus } from '../contracts/identity-events';
import { RIDER_STATUSES } from '../domain/rider';

export class RiderReasonRequest {
  /**
   * Why, for the audit.
   * @example 'He abused a driver.'
   */
  @IsReason()
  reason: string;
}

export class ListRidersRequest extends PageRequest {
  @IsOptional()
  @IsIn(RIDER_STATUSES)
  status?: RiderStatus;

  /** @example '+91 98100 12345' */
  @IsOptional()
  @IsPhone()
  phone?: string;

  /**
   * A part of the name.
   * @example iyer
   */
  @IsOptional()
  @IsText({ max: 120 })
  name?: string;
}
