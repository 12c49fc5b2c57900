import { Injectable } from '@nestjs/common';
import { Configuration } from '../../../platform/config/configuration';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Moment } from '../domain/moment';
import type { ChallengeSubject, OtpChallenge } from '../domain/otp-challenge';
import { OtpChallenges } from '../persistence/otp-challenges';

export interface Refusal {
  readonly refusal: DomainError;
}

/**
 * Part of logging in and of signing up: looks at a code. A wrong one is counted in a transaction that commits, so a refusal
 * is a returned value until then. The right one is not yet consumed.
 */
@Injectable()
export class AnswerChallenge {
  constructor(
    private readonly challenges: OtpChallenges,
    private readonly configuration: Configuration,
  ) {}

  /** Refuses as `otp_wrong` (with `triesLeft`), `otp_expired`, `otp_used`, `otp_exhausted`, `otp_unknown`. */
  async execute(
    answer: { challengeId: string; code: string },
    purpose: ChallengeSubject['purpose'],
    moment: Moment,
  ): Promise<{ readonly challenge: OtpChallenge } | Refusal> {
    const challenge = await this.challenges.find(answer.challengeId);
    if (challenge?.purpose !== purpose)
      return refused('otp_unknown', 'There is no such login, or it is long over. Ask for a new code.');
    const secret = this.configuration.otpSecret;
    const verdict = await this.challenges.change(challenge, (open) => open.answer(answer.code, secret, moment));
    switch (verdict) {
      case 'wrong':
        return refused('otp_wrong', 'The code is wrong.', { triesLeft: challenge.triesLeft });
      case 'expired':
        return refused('otp_expired', 'The code has expired. Ask for a new one.');
      case 'used':
        return refused('otp_used', 'The code has been used. Ask for a new one.');
      case 'exhausted':
        return refused('otp_exhausted', 'Too many wrong codes. Ask for a new one.');
      case 'right':
        return { challenge };
    }
  }
}

function refused(code: string, message: string, details: Record<string, unknown> = {}): Refusal {
  return { refusal: new DomainError('unauthenticated', code, message, details) };
}
