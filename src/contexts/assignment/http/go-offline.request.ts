import { IsReason, MayBeLeftOut } from '../../../platform/http/field.decorators';

export class GoOfflineRequest {
  /** @example 'On the way home.' */
  @MayBeLeftOut()
  @IsReason()
  reason?: string;
}
