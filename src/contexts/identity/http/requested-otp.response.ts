import type { RequestedOtp } from '../application/open-challenge';

export class RequestedOtpResponse {
  /** Answer the code with it. */
  challengeId: string;
  expiresAt: string;
  /**
   * How long the phone then waits for another code.
   * @example 30
   */
  resendAfterSeconds: number;

  static of({ challengeId, expiresAt, resendAfterSeconds }: RequestedOtp): RequestedOtpResponse {
    return { challengeId, expiresAt: expiresAt.toISOString(), resendAfterSeconds };
  }
}
