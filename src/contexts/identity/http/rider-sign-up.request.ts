import { IsString, IsUUID, Matches } from 'class-validator';
import { IsPhone, IsText } from '../../../platform/http/field.decorators';

export class RequestRiderOtpRequest {
  /**
   * An Indian mobile number, however written.
   * @example '+91 98100 12345'
   */
  @IsPhone()
  phone: string;

  /**
   * The code of the operator.
   * @example delhi-cabs
   */
  @IsString()
  @Matches(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, { message: 'organization must be the code of an operator' })
  organization: string;
}

export class SignUpRiderRequest {
  @IsUUID()
  challengeId: string;

  /**
   * The six digits from the text message.
   * @example 482913
   */
  @IsString()
  @Matches(/^[0-9]{6}$/, { message: 'code must be six digits' })
  code: string;

  /**
   * Whose phone is known already keeps the name he has.
   * @example 'Meera Iyer'
   */
  @IsText({ max: 120 })
  name: string;
}
