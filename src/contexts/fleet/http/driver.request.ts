import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsOptional, IsUUID } from 'class-validator';
import {
  IsLicence,
  IsLocalDate,
  IsPhone,
  IsReason,
  IsText,
  MayBeLeftOut,
} from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import type { DriverStatus } from '../contracts/fleet-events';
import { DRIVER_STATUSES } from '../domain/driver-status';
import { PAYMENT_MODELS, type PaymentModel } from '../domain/payment-model';

export class RegisterDriverRequest {
  /** Where he checks in; his fleet is the hub's. */
  @IsUUID()
  hubId: string;

  /** @example 'Ravi Kumar' */
  @IsText({ max: 100 })
  name: string;

  /**
   * What he logs in with; not that of another driver who has not left.
   * @example +919876543210
   */
  @IsPhone()
  phone: string;

  /** @example '12, Palam Village, New Delhi 110045' */
  @IsOptional()
  @IsText({ max: 300 })
  address?: string | null;

  /**
   * Whom to call when something happens to him.
   * @example +919811122233
   */
  @IsOptional()
  @IsPhone()
  emergencyPhone?: string | null;

  /**
   * However written. Answers and lists show its last four characters only.
   * @example DL0420110149646
   */
  @IsLicence()
  licenceNumber: string;

  /**
   * The last day that it is valid, not yet past.
   * @example 2031-08-14
   */
  @IsLocalDate()
  licenceExpiresOn: string;

  @IsIn(PAYMENT_MODELS)
  paymentModel: PaymentModel;
}

/** The phone is the login and cannot be edited here. */
export class UpdateDriverRequest {
  /** Moves him to this hub; you must have both hubs in your scope. */
  @MayBeLeftOut()
  @IsUUID()
  hubId?: string;

  /** @example 'Ravi Kumar' */
  @MayBeLeftOut()
  @IsText({ max: 100 })
  name?: string;

  /**
   * Null removes it.
   * @example '12, Palam Village, New Delhi 110045'
   */
  @IsOptional()
  @IsText({ max: 300 })
  address?: string | null;

  /**
   * Null removes it.
   * @example +919811122233
   */
  @IsOptional()
  @IsPhone()
  emergencyPhone?: string | null;

  /** @example DL0420110149646 */
  @MayBeLeftOut()
  @IsLicence()
  licenceNumber?: string;

  /** @example 2031-08-14 */
  @MayBeLeftOut()
  @IsLocalDate()
  licenceExpiresOn?: string;

  @MayBeLeftOut()
  @IsIn(PAYMENT_MODELS)
  paymentModel?: PaymentModel;
}

export class ChangeDriverStatusRequest {
  /** PENDING → ACTIVE; ACTIVE and SUSPENDED lead to each other; all lead to LEFT, which is the last. */
  @IsIn(DRIVER_STATUSES)
  status: DriverStatus;

  /** Why, for the audit. */
  @IsReason()
  reason: string;
}

export class ChangeDriverStatusesRequest extends ChangeDriverStatusRequest {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  driverIds: string[];
}

export class ListDriversRequest extends PageRequest {
  @IsOptional()
  @IsUUID()
  fleetId?: string;

  @IsOptional()
  @IsUUID()
  hubId?: string;

  /** Only those with one of these. */
  @IsOptional()
  @IsIn(DRIVER_STATUSES, { each: true })
  status?: DriverStatus[];

  @IsOptional()
  @IsIn(PAYMENT_MODELS)
  paymentModel?: PaymentModel;

  /** @example +919876543210 */
  @IsOptional()
  @IsPhone()
  phone?: string;

  /**
   * A part of the name, in any case of letters.
   * @example ravi
   */
  @IsOptional()
  @IsText({ max: 100 })
  name?: string;

  /**
   * Only those whose licence is valid until this day at the latest.
   * @example 2026-12-31
   */
  @IsOptional()
  @IsLocalDate()
  licenceExpiresBy?: string;
}
