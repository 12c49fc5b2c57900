import { IsPhone } from '../../../platform/http/field.decorators';

export class RequestOtpRequest {
  /**
   * An Indian mobile number, however written.
   * @example '+91 98100 12345'
   */
  @IsPhone()
  phone: string;
}
