import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { callContext } from '../../../platform/telemetry/call-context';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { EVERYWHERE } from '../domain/scope';
import type { Moment } from '../domain/moment';
import type { OtpChallenge } from '../domain/otp-challenge';
import { User } from '../domain/user';
import { Memberships } from '../persistence/memberships';
import { OtpChallenges } from '../persistence/otp-challenges';
import { Riders } from '../persistence/riders';
import { Users } from '../persistence/users';
import { AccountAccess } from './account-access';
import { AnswerChallenge, type Refusal } from './answer-challenge';
import { now } from './now';
import { type OpenedSession, OpenSession } from './open-session';
import { RiderAccounts } from './rider-accounts';

export interface SignUpRiderCommand {
  readonly challengeId: string;
  /** Six digits. */
  readonly code: string;
  /** Whoever is known by his phone already keeps the name he has. */
  readonly name: string;
  readonly userAgent?: string;
}

type Outcome = { readonly opened: OpenedSession } | Refusal;

/** The one self-registration: whoever shows the code sent to his phone becomes a rider of the operator, and is logged in. */
@Injectable()
export class SignUpRider {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly challenges: OtpChallenges,
    private readonly users: Users,
    private readonly memberships: Memberships,
    private readonly riders: Riders,
    private readonly answerChallenge: AnswerChallenge,
    private readonly accounts: AccountAccess,
    private readonly riderAccounts: RiderAccounts,
    private readonly openSession: OpenSession,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError those of a code (`AnswerChallenge`); `no_access` for a user who was disabled, or whose role as a
   * rider an operator ended; `roles_do_not_combine`, with the role that stands against it, which leaves the code good;
   * `access_changed` where the operator was suspended since the code was sent, as if nothing had been asked
   */
  async execute(command: SignUpRiderCommand): Promise<OpenedSession> {
    const organizationId = await this.unitOfWork.run(() => this.challenges.signUpOrganizationOf(command.challengeId), {
      organizationId: null,
    });
    const outcome = await this.unitOfWork.run(() => this.decide(command, organizationId), { organizationId });
    if ('refusal' in outcome) throw outcome.refusal;
    return outcome.opened;
  }

  private async decide(command: SignUpRiderCommand, organizationId: string | null): Promise<Outcome> {
    const moment = now(this.clock);
    const answered = await this.answerChallenge.execute(command, 'SIGN_UP', moment);
    if ('refusal' in answered) return answered;
    // The right code is of a challenge that names an organization.
    return this.letIn(answered.challenge, organizationId!, command, moment);
  }

  private async letIn(
    challenge: OtpChallenge,
    organizationId: string,
    { name, userAgent }: SignUpRiderCommand,
    moment: Moment,
  ): Promise<Outcome> {
    const user = await this.userOf(challenge.phone, name, moment);
    const call = callContext.get();
    // From here on it is known who acts.
    if (call) call.actor = { type: 'user', id: user.id };
    if (!(await this.register(user, organizationId, moment))) {
      await this.challenges.change(challenge, (open) => open.refuseForWantOfAccess(moment));
      return { refusal: new DomainError('forbidden', 'no_access', 'You may not ride with this operator any more.') };
    }
    const opened = await this.openSession.execute({ user, organizationId, userAgent }, moment);
    // Thrown, so that neither user nor account is left of it; the right code stays good.
    if (!opened) throw new DomainError('conflict', 'access_changed', 'Your access has just changed. Try again.');
    await this.challenges.change(challenge, (open) => open.consume(user.id, moment));
    return { opened };
  }

  /** Under his row's lock. */
  private async userOf(phone: string, name: string, moment: Moment): Promise<User> {
    const known = await this.users.findByPhone(phone);
    return known ?? this.users.addOrFind(User.create(uuidv7(), phone, name, moment.domain));
  }

  /** False where he is not let in: nobody undoes by signing up again what an operator decided about him. */
  private async register(user: User, organizationId: string, moment: Moment): Promise<boolean> {
    if (user.status === 'DISABLED') return false;
    const held = await this.memberships.activeOf(user.id, organizationId);
    if (held.some(({ role }) => role === 'rider')) return true;
    if (await this.riders.find(user.id)) return false;
    await this.accounts.grant(user, organizationId, { role: 'rider', subjectId: null, ...EVERYWHERE }, moment);
    await this.riderAccounts.open(user, organizationId, moment);
    return true;
  }
}
