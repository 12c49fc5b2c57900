import { IsUUID } from 'class-validator';
import { IsReason, MayBeLeftOut } from '../../../platform/http/field.decorators';

export class ReplaceRosterEntryRequest {
  /** Left out: the same driver. */
  @MayBeLeftOut()
  @IsUUID()
  driverId?: string;

  /** Left out: the same vehicle. */
  @MayBeLeftOut()
  @IsUUID()
  vehicleId?: string;

  /** @example "The driver is ill." */
  @IsReason()
  reason: string;
}
