import { IsUUID } from 'class-validator';
import { IsLocalDate, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';

export class DaySummaryRequest extends PageRequest {
  /**
   * The local day on which the duties began.
   * @example 2026-11-21
   */
  @IsLocalDate()
  day: string;

  /** Only of this hub. */
  @MayBeLeftOut()
  @IsUUID()
  hubId?: string;
}
