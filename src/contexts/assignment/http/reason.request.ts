import { IsReason } from '../../../platform/http/field.decorators';

export class ReasonRequest {
  /** @example "The driver's cab broke down." */
  @IsReason()
  reason: string;
}
