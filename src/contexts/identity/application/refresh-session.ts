import { Injectable } from '@nestjs/common';
import { AccessTokens } from '../../../platform/auth/access-tokens';
import { PrincipalWriter } from '../../../platform/auth/principal-writer';
import { Clock } from '../../../platform/clock';
import { Configuration } from '../../../platform/config/configuration';
import { DomainError } from '../../../platform/errors/domain-error';
import { callContext } from '../../../platform/telemetry/call-context';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Moment } from '../domain/moment';
import { newRefreshToken, refreshTokenHash } from '../domain/refresh-token';
import type { Session } from '../domain/session';
import { RefreshTokens } from '../persistence/refresh-tokens';
import { Sessions } from '../persistence/sessions';
import { Users } from '../persistence/users';
import { Visibility } from '../persistence/visibility';
import { AccountAccess } from './account-access';
import { now } from './now';
import type { Tokens } from './open-session';

type Outcome = { readonly tokens: Tokens } | { readonly refusal: DomainError };

/**
 * Exchanges a refresh token for the next, once. One that was exchanged before is in two hands, and nobody can tell which is
 * the thief's: the whole family ends, and that is committed although the request is refused.
 */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly sessions: Sessions,
    private readonly refreshTokens: RefreshTokens,
    private readonly principals: PrincipalWriter,
    private readonly accounts: AccountAccess,
    private readonly visibility: Visibility,
    private readonly accessTokens: AccessTokens,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
  ) {}

  /** @throws DomainError `refresh_token_unknown`, `refresh_token_reused`, `session_ended` */
  async execute(command: { refreshToken: string }): Promise<Tokens> {
    const hash = refreshTokenHash(command.refreshToken);
    const outcome = await this.unitOfWork.run(() => this.decide(hash), { organizationId: null });
    if ('refusal' in outcome) throw outcome.refusal;
    return outcome.tokens;
  }

  private async decide(hash: Buffer): Promise<Outcome> {
    const moment = now(this.clock);
    const userId = await this.refreshTokens.ownerOf(hash);
    if (userId === null)
      return refused('refresh_token_unknown', 'This refresh token was not issued here. Log in again.');
    await this.users.get(userId);
    return this.visibility.ofUser(userId, () => this.exchange(hash, moment));
  }

  private async exchange(hash: Buffer, moment: Moment): Promise<Outcome> {
    const token = (await this.refreshTokens.find(hash))!;
    const session = await this.sessions.get(token.sessionId);
    if (!session.isOpenAt(moment.wall)) return refused('session_ended', 'This session has ended. Log in again.');
    const call = callContext.get();
    if (call) call.actor = { type: 'user', id: session.userId };
    if (token.rotatedAt !== null) {
      await this.sessions.change(session, (open) => open.refreshTokenReused(moment));
      await this.principals.revoke([session.id], moment.wall);
      return refused(
        'refresh_token_reused',
        'This refresh token was exchanged before, so its session has been ended. Log in again.',
      );
    }
    return { tokens: await this.prolong(session, hash, moment) };
  }

  private async prolong(session: Session, hash: Buffer, moment: Moment): Promise<Tokens> {
    const refreshToken = newRefreshToken();
    await this.refreshTokens.rotate(hash, moment.wall);
    await this.refreshTokens.add(refreshTokenHash(refreshToken), session, moment.wall);
    await this.sessions.change(session, (open) => open.prolong(this.configuration.refreshTokenDays, moment));
    await this.principals.prolong(session.id, session.expiresAt);
    await this.catchUp(session);
    const { token, expiresInSeconds } = this.accessTokens.sign(session.userId, session.id);
    return { accessToken: token, expiresInSeconds, refreshToken, refreshExpiresAt: session.expiresAt };
  }

  /** A release may have given a role other permissions since the session began. */
  private async catchUp({ id, userId, organizationId }: Session): Promise<void> {
    const access = await this.accounts.of(userId, organizationId);
    if (access) await this.principals.change([id], access);
  }
}

function refused(code: string, message: string): Outcome {
  return { refusal: new DomainError('unauthenticated', code, message) };
}
