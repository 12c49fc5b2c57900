import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { normalisePhone } from '../../../kernel/phone';
import { Clock } from '../../../platform/clock';
import { Configuration } from '../../../platform/config/configuration';
import { DomainError } from '../../../platform/errors/domain-error';
import { callContext } from '../../../platform/telemetry/call-context';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Moment } from '../domain/moment';
import { OtpChallenge } from '../domain/otp-challenge';
import { addressWaitSeconds, phoneWaitSeconds } from '../domain/otp-cool-down';
import { Memberships } from '../persistence/memberships';
import { OtpChallenges } from '../persistence/otp-challenges';
import { Users } from '../persistence/users';
import { now } from './now';

export interface RequestedOtp {
  readonly challengeId: string;
  readonly expiresAt: Date;
  readonly resendAfterSeconds: number;
}

/**
 * Opens a challenge. For a phone that nobody may log in with it opens a decoy, by the same steps, so that neither the
 * answer nor what can be done with it tells whose phones are known.
 */
@Injectable()
export class RequestOtp {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly memberships: Memberships,
    private readonly challenges: OtpChallenges,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
  ) {}

  /** @throws DomainError `otp_cooling_down` when the phone or the address has just asked. */
  execute(command: { phone: string }): Promise<RequestedOtp> {
    const phone = normalisePhone(command.phone);
    const address = callContext.get()?.address ?? null;
    const locks = [lock('user', phone), ...(address === null ? [] : [lock('address', address)])];
    return this.unitOfWork.run(
      async () => {
        const moment = now(this.clock);
        const unanswered = await this.refuseTooSoon(phone, address, moment);
        const userId = await this.whoMayLogIn(phone);
        const challenge = OtpChallenge.open(uuidv7(), { phone, userId, address }, moment);
        await this.challenges.add(challenge);
        await this.challenges.forgetOld(moment.wall);
        return {
          challengeId: challenge.id,
          expiresAt: challenge.expiresAt,
          resendAfterSeconds: phoneWaitSeconds([moment.wall, ...unanswered], this.coolDown, moment.wall),
        };
      },
      { locks, organizationId: null },
    );
  }

  private get coolDown(): number {
    return this.configuration.otpCooldownSeconds;
  }

  private async refuseTooSoon(phone: string, address: string | null, { wall }: Moment): Promise<Date[]> {
    const unanswered = await this.challenges.unansweredOf(phone, wall);
    if (this.coolDown === 0) return unanswered;
    const phoneWait = phoneWaitSeconds(unanswered, this.coolDown, wall);
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

  /** Asks the same of the database whether or not the phone is known. */
  private async whoMayLogIn(phone: string): Promise<string | null> {
    const user = await this.users.peek(phone);
    const mayLogIn = await this.memberships.mayLogIn(user?.id ?? uuidv7());
    return user?.status === 'ACTIVE' && mayLogIn ? user.id : null;
  }
}
