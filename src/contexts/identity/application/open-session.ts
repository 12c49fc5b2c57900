import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AccessTokens } from '../../../platform/auth/access-tokens';
import { PrincipalWriter } from '../../../platform/auth/principal-writer';
import { Configuration } from '../../../platform/config/configuration';
import { callContext } from '../../../platform/telemetry/call-context';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Access } from '../domain/access';
import type { Moment } from '../domain/moment';
import { newRefreshToken, refreshTokenHash } from '../domain/refresh-token';
import { Session } from '../domain/session';
import type { User } from '../domain/user';
import { Memberships } from '../persistence/memberships';
import { Organizations } from '../persistence/organizations';
import { RefreshTokens } from '../persistence/refresh-tokens';
import { Sessions } from '../persistence/sessions';
import { Visibility } from '../persistence/visibility';
import { AccountAccess } from './account-access';
import { type Me, meOf } from './me';

export interface Tokens {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly refreshToken: string;
  readonly refreshExpiresAt: Date;
}

export interface OpenedSession extends Tokens {
  readonly me: Me;
}

/** Part of a login, in its transaction: the session, its first refresh token, and the principal that the guard reads. */
@Injectable()
export class OpenSession {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly memberships: Memberships,
    private readonly organizations: Organizations,
    private readonly sessions: Sessions,
    private readonly refreshTokens: RefreshTokens,
    private readonly principals: PrincipalWriter,
    private readonly accounts: AccountAccess,
    private readonly visibility: Visibility,
    private readonly accessTokens: AccessTokens,
    private readonly configuration: Configuration,
  ) {}

  /** @param login its user's row is locked. @returns null when the organization has been suspended meanwhile. */
  async execute(
    login: { user: User; organizationId: string | null; userAgent?: string },
    moment: Moment,
  ): Promise<OpenedSession | null> {
    const { user, organizationId } = login;
    // A suspension takes this lock too, and ends every session that was opened before it.
    if (organizationId !== null) await this.unitOfWork.lock([lock('organization', organizationId)]);
    return this.visibility.ofUser(user.id, async () => {
      const organization = organizationId === null ? null : await this.organizations.show(organizationId);
      const access = await this.accounts.of(user.id, organizationId);
      if (!access || (organizationId !== null && organization?.status !== 'ACTIVE')) return null;
      const session = await this.open(login, access, moment);
      const refreshToken = newRefreshToken();
      await this.refreshTokens.add(refreshTokenHash(refreshToken), session, moment.wall);
      const { token, expiresInSeconds } = this.accessTokens.sign(user.id, session.id);
      return {
        accessToken: token,
        expiresInSeconds,
        refreshToken,
        refreshExpiresAt: session.expiresAt,
        me: meOf(user, session.id, organization, access),
      };
    });
  }

  private async open(
    { user, organizationId, userAgent }: { user: User; organizationId: string | null; userAgent?: string },
    access: Access,
    moment: Moment,
  ): Promise<Session> {
    const call = callContext.get();
    // From here on it is known who acts.
    if (call) call.actor = { type: 'user', id: user.id };
    const details = {
      userId: user.id,
      organizationId,
      roles: access.roles,
      address: call?.address ?? null,
      userAgent: userAgent?.slice(0, 300) ?? null,
    };
    const session = Session.open(uuidv7(), details, this.configuration.refreshTokenDays, moment);
    await this.sessions.add(session);
    await this.principals.open(session, access);
    return session;
  }
}
