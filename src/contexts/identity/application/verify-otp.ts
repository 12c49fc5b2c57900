import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Configuration } from '../../../platform/config/configuration';
import { DomainError } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Moment } from '../domain/moment';
import type { OtpChallenge } from '../domain/otp-challenge';
import { type LoginChoice, Memberships } from '../persistence/memberships';
import { OtpChallenges } from '../persistence/otp-challenges';
import { Users } from '../persistence/users';
import { now } from './now';
import { type OpenedSession, OpenSession } from './open-session';

export interface VerifyOtpCommand {
  readonly challengeId: string;
  /** Six digits. */
  readonly code: string;
  readonly organizationId?: string | null;
  readonly userAgent?: string;
}

type Outcome = { readonly opened: OpenedSession } | { readonly refusal: DomainError };

/**
 * Lets in whoever shows the right code of an open challenge, once. A wrong code is counted in a transaction that commits,
 * so a refusal is a returned value until then.
 */
@Injectable()
export class VerifyOtp {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly challenges: OtpChallenges,
    private readonly users: Users,
    private readonly memberships: Memberships,
    private readonly openSession: OpenSession,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
  ) {}

  /**
   * @throws DomainError `otp_wrong` (with `triesLeft`), `otp_expired`, `otp_used`, `otp_exhausted`, `otp_unknown`,
   * `no_access`, `not_a_member`, and `choose_organization` (with `choices`), which leaves the code good for another try
   */
  async execute(command: VerifyOtpCommand): Promise<OpenedSession> {
    const outcome = await this.unitOfWork.run(() => this.decide(command), { organizationId: null });
    if ('refusal' in outcome) throw outcome.refusal;
    return outcome.opened;
  }

  private async decide(command: VerifyOtpCommand): Promise<Outcome> {
    const moment = now(this.clock);
    const challenge = await this.challenges.find(command.challengeId);
    if (!challenge) return refused('otp_unknown', 'There is no such login, or it is long over. Ask for a new code.');
    const secret = this.configuration.otpSecret;
    const verdict = await this.challenges.change(challenge, (open) => open.answer(command.code, secret, moment));
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
        return this.letIn(challenge, command, moment);
    }
  }

  private async letIn(challenge: OtpChallenge, command: VerifyOtpCommand, moment: Moment): Promise<Outcome> {
    const user = await this.users.get(challenge.userId!);
    const choices = user.status === 'ACTIVE' ? await this.memberships.loginChoices(user.id) : [];
    if (choices.length === 0) {
      await this.challenges.change(challenge, (open) => open.refuseForWantOfAccess(moment));
      return { refusal: new DomainError('forbidden', 'no_access', 'You may not log in any more. Ask your manager.') };
    }
    const { organizationId } = chosen(choices, command.organizationId ?? null);
    const opened = await this.openSession.execute({ user, organizationId, userAgent: command.userAgent }, moment);
    if (!opened)
      return { refusal: new DomainError('conflict', 'access_changed', 'Your access has just changed. Try again.') };
    await this.challenges.change(challenge, (open) => open.consume(moment));
    return { opened };
  }
}

function refused(code: string, message: string, details: Record<string, unknown> = {}): Outcome {
  return { refusal: new DomainError('unauthenticated', code, message, details) };
}

/** Nothing has changed when this throws: whoever has several organizations shows his code once more, with one of them. */
function chosen(choices: readonly LoginChoice[], asked: string | null): LoginChoice {
  if (asked !== null) {
    const choice = choices.find(({ organizationId }) => organizationId === asked);
    if (choice) return choice;
    throw new DomainError('forbidden', 'not_a_member', 'You have no role in that organization.');
  }
  // A super admin names the organization that he acts in at each request.
  const platform = choices.find(({ organizationId }) => organizationId === null);
  if (platform) return platform;
  if (choices.length === 1) return choices[0]!;
  throw new DomainError('conflict', 'choose_organization', 'Say which organization to log in to, with the same code.', {
    choices,
  });
}
