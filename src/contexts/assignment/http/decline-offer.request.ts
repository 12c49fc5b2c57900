import { IsReason, MayBeLeftOut } from '../../../platform/http/field.decorators';

export class DeclineOfferRequest {
  /** @example 'Too far away.' */
  @MayBeLeftOut()
  @IsReason()
  reason?: string;
}
