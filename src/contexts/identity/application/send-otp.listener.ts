import { Injectable, Logger } from '@nestjs/common';
import { Configuration } from '../../../platform/config/configuration';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import { HopelessError } from '../../../platform/outbox/outbox-rows';
import { SmsGateway, SmsOutcomeUnknown, SmsRefused } from '../../../platform/sms/sms-gateway';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { OtpRequested } from '../contracts/identity-events';
import { oneTimePassword } from '../domain/one-time-password';
import { OTP_MINUTES } from '../domain/otp-challenge';
import { OtpChallenges } from '../persistence/otp-challenges';

/**
 * Derives the code again and texts it. A provider that may have taken the message is never asked twice, be it that it did
 * not answer or that this process died meanwhile: two codes in a row are worse than none, and the user can ask again.
 */
@Injectable()
export class SendOtp {
  private readonly log = new Logger(SendOtp.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly challenges: OtpChallenges,
    private readonly gateway: SmsGateway,
    private readonly configuration: Configuration,
  ) {}

  @AfterCommit(OtpRequested, { effect: 'outside' })
  async send(event: OtpRequested): Promise<void> {
    const { challengeId, userId, signUpOrganizationId } = event.payload;
    // Rows written before there were sign-ups have no such field.
    if (userId === null && !signUpOrganizationId) return;
    const phone = await this.claim(challengeId);
    if (phone === null) return;
    const code = oneTimePassword(this.configuration.otpSecret, challengeId);
    const purpose = signUpOrganizationId ? 'It opens a rider account and is' : 'It is';
    const body = `${code} is your Cabstand code. ${purpose} valid for ${OTP_MINUTES} minutes.`;
    try {
      await this.gateway.send({ to: phone, body, reference: event.id });
    } catch (error) {
      if (error instanceof SmsOutcomeUnknown) return this.log.warn(error.message);
      if (!(error instanceof SmsRefused)) throw error;
      if (!error.mayBeSentAgain) throw new HopelessError(error.message);
      await this.asWorker(() => this.challenges.unclaimSending(challengeId));
      throw error;
    }
  }

  /** The phone to text, and nobody else texts it; null when there is nothing to send any more. */
  private claim(challengeId: string): Promise<string | null> {
    return this.asWorker(async () => {
      const wall = new Date();
      const challenge = await this.challenges.find(challengeId);
      if (!challenge?.isOpenAt(wall)) return null;
      if (await this.challenges.claimSending(challengeId, wall)) return challenge.phone;
      this.log.warn(
        `The code of challenge ${challengeId} may have been sent before this process took over; not again.`,
      );
      return null;
    });
  }

  private asWorker<T>(work: () => Promise<T>): Promise<T> {
    return this.unitOfWork.run(work, { as: 'worker', organizationId: null });
  }
}
