import { IsReason } from '../../../platform/http/field.decorators';

export class RejectCheckInRequest {
  /**
   * Shown to the driver.
   * @example 'The selfie shows somebody else.'
   */
  @IsReason()
  reason: string;
}
