import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { normalisePhone } from '../../../kernel/phone';
import { Clock } from '../../../platform/clock';
import { Configuration } from '../../../platform/config/configuration';
import { DomainError } from '../../../platform/errors/domain-error';
import { networkOf } from '../../../platform/http/network-of';
import { callContext } from '../../../platform/telemetry/call-context';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Moment } from '../domain/moment';
import { type ChallengeSubject, OtpChallenge } from '../domain/otp-challenge';
import { addressWaitSeconds, type Asker, phoneWaitSeconds, type UnansweredCode } from '../domain/otp-cool-down';
import { OtpChallenges } from '../persistence/otp-challenges';
import { now } from './now';

export interface RequestedOtp {
  readonly challengeId: string;
  readonly expiresAt: Date;
  readonly resendAfterSeconds: number;
}

/** Part of every request for a code: the cool-downs of phone and address, which all codes share, and the challenge. */
@Injectable()
export class OpenChallenge {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly challenges: OtpChallenges,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
  ) {}

  /**
   * @param subjectOf asked once the phone may have a code; it takes as long for a decoy as for a challenge
   * @throws DomainError `otp_cooling_down` when the phone or the address has just asked.
   */
  execute(givenPhone: string, subjectOf: (phone: string) => Promise<ChallengeSubject>): Promise<RequestedOtp> {
    const phone = normalisePhone(givenPhone);
    const from = callContext.get()?.address ?? null;
    const address = from === null ? null : networkOf(from);
    const locks = [lock('user', phone), ...(address === null ? [] : [lock('address', address)])];
    return this.unitOfWork.run(
      async () => {
        const moment = now(this.clock);
        const asker: Asker = { address, isKnown: await this.challenges.isKnown(phone, address, moment.wall) };
        const unanswered = await this.refuseTooSoon(phone, asker, moment);
        const subject = await subjectOf(phone);
        const challenge = OtpChallenge.open(uuidv7(), { phone, address, subject }, moment);
        await this.challenges.add(challenge);
        await this.challenges.forgetOld(moment.wall);
        return {
          challengeId: challenge.id,
          expiresAt: challenge.expiresAt,
          resendAfterSeconds: phoneWaitSeconds(
            [{ ...asker, askedAt: moment.wall }, ...unanswered],
            asker,
            this.coolDown,
            moment.wall,
          ),
        };
      },
      { locks, organizationId: null },
    );
  }

  private get coolDown(): number {
    return this.configuration.otpCooldownSeconds;
  }

  private async refuseTooSoon(phone: string, asker: Asker, { wall }: Moment): Promise<UnansweredCode[]> {
    const unanswered = await this.challenges.unansweredOf(phone, wall);
    if (this.coolDown === 0) return unanswered;
    const phoneWait = phoneWaitSeconds(unanswered, asker, this.coolDown, wall);
    const { address } = asker;
    const addressWait = address === null ? 0 : addressWaitSeconds(await this.challenges.askedFrom(address, wall), wall);
    const retryAfterSeconds = Math.max(phoneWait, addressWait);
    if (retryAfterSeconds > 0) {
      throw new DomainError(
        'throttled',
        'otp_cooling_down',
        `A code was asked for a moment ago. Ask again in ${retryAfterSeconds} s.`,
        { retryAfterSeconds },
      );
    }
    return unanswered;
  }
}
