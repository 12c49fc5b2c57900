import { IsBoolean, IsIn, IsOptional, IsUUID } from 'class-validator';
import { IsReason } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import type { ChargeKind } from '../contracts/payment-events';
import { CHARGE_KINDS } from '../domain/charge';
import { CHARGE_STATUSES, type ChargeStatus } from '../domain/charge-status';

export class ChargeReasonRequest {
  /**
   * Why, for the audit.
   * @example 'The rider showed that he had paid.'
   */
  @IsReason()
  reason: string;
}

export class ListOwnChargesRequest extends PageRequest {
  /** Any of these. */
  @IsOptional()
  @IsIn(CHARGE_STATUSES, { each: true })
  status?: ChargeStatus[];
}

export class ListChargesRequest extends ListOwnChargesRequest {
  @IsOptional()
  @IsIn(CHARGE_KINDS)
  kind?: ChargeKind;

  @IsOptional()
  @IsUUID()
  riderId?: string;

  @IsOptional()
  @IsUUID()
  rideId?: string;

  /** Fares whose review found another sum after they were paid, as long as nobody has settled that by hand. */
  @IsOptional()
  @IsBoolean()
  differs?: boolean;
}
