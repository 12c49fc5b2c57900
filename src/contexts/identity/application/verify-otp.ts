import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Moment } from '../domain/moment';
import type { OtpChallenge } from '../domain/otp-challenge';
import { type LoginChoice, Memberships } from '../persistence/memberships';
import { OtpChallenges } from '../persistence/otp-challenges';
import { Users } from '../persistence/users';
import { AnswerChallenge, type Refusal } from './answer-challenge';
import { now } from './now';
import { type OpenedSession, OpenSession } from './open-session';

export interface VerifyOtpCommand {
  readonly challengeId: string;
  /** Six digits. */
  readonly code: string;
  readonly organizationId?: string | null;
  readonly userAgent?: string;
}

type Outcome = { readonly opened: OpenedSession } | Refusal;

/** Lets in whoever shows the right code of an open challenge, once. */
@Injectable()
export class VerifyOtp {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly challenges: OtpChallenges,
    private readonly users: Users,
    private readonly memberships: Memberships,
    private readonly openSession: OpenSession,
    private readonly answerChallenge: AnswerChallenge,
    private readonly clock: Clock,
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
    const answered = await this.answerChallenge.execute(command, 'LOG_IN', moment);
    return 'refusal' in answered ? answered : this.letIn(answered.challenge, command, moment);
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
    await this.challenges.change(challenge, (open) => open.consume(user.id, moment));
    return { opened };
  }
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
