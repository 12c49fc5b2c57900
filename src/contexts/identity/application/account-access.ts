import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { PrincipalWriter } from '../../../platform/auth/principal-writer';
import { DomainError } from '../../../platform/errors/domain-error';
import type { SessionEnd } from '../contracts/identity-events';
import { type Access, accessOf, type Grant, nameOf, refuseWidening } from '../domain/access';
import { Membership } from '../domain/membership';
import type { Moment } from '../domain/moment';
import type { Scope } from '../domain/scope';
import type { User } from '../domain/user';
import { Memberships } from '../persistence/memberships';
import { Sessions, type SessionsIn } from '../persistence/sessions';
import { Visibility } from '../persistence/visibility';
import { permissionsHeld } from './permissions-held';

/**
 * Changes memberships together with what they let running sessions do, in one transaction, so that the change bites at the
 * next request. Callers have loaded the user first: his row's lock puts changes of his access one after another.
 */
@Injectable()
export class AccountAccess {
  constructor(
    private readonly memberships: Memberships,
    private readonly sessions: Sessions,
    private readonly principals: PrincipalWriter,
    private readonly visibility: Visibility,
  ) {}

  /** What the user's memberships in the organization (null: the platform) come to; null where he has none. */
  async of(userId: string, organizationId: string | null): Promise<Access | null> {
    return accessOf(await this.memberships.activeOf(userId, organizationId), permissionsHeld);
  }

  /** @throws DomainError `user_disabled`, `already_member`, `roles_do_not_combine`, `role_needs_places`, `role_has_no_places` */
  async grant(user: User, organizationId: string | null, grant: Grant, moment: Moment): Promise<Membership> {
    user.refuseWhenDisabled();
    await this.refuseBeside(user.id, organizationId, grant);
    const membership = Membership.grant(uuidv7(), user.id, organizationId, grant, moment.domain);
    await this.memberships.add(membership);
    await this.apply(membership, moment);
    return membership;
  }

  /** @throws DomainError `already_member`, `roles_do_not_combine`, `membership_not_ended` */
  async reinstate(membership: Membership, reason: string, moment: Moment): Promise<void> {
    await this.refuseBeside(membership.userId, membership.organizationId, membership);
    await this.memberships.change(membership, (ended) => ended.reinstate(reason, moment.domain));
    await this.apply(membership, moment);
  }

  /** @throws DomainError `roles_do_not_combine` */
  async move(membership: Membership, scope: Scope, moment: Moment): Promise<void> {
    const others = await this.memberships.activeOf(membership.userId, membership.organizationId);
    refuseWidening(
      others.filter(({ id }) => id !== membership.id),
      { role: membership.role, subjectId: membership.subjectId, ...scope },
      permissionsHeld,
    );
    await this.memberships.change(membership, (moved) => moved.move(scope, moment.domain));
    await this.apply(membership, moment);
  }

  /**
   * A custom role of his has changed: so does what his sessions may do.
   * @throws DomainError `roles_do_not_combine` where beside his other roles it would reach beyond its own places
   */
  async followRole(userId: string, organizationId: string, moment: Moment): Promise<void> {
    const held = await this.memberships.activeOf(userId, organizationId);
    for (const [n, grant] of held.entries()) refuseWidening(held.slice(0, n), grant, permissionsHeld);
    await this.apply({ userId, organizationId }, moment);
  }

  /** @throws DomainError `membership_ended` */
  async end(membership: Membership, reason: string, moment: Moment): Promise<void> {
    await this.memberships.change(membership, (ended) => ended.end(reason, moment.domain));
    await this.apply(membership, moment);
  }

  async endSessions(userId: string, within: SessionsIn, reason: SessionEnd, moment: Moment): Promise<void> {
    const ids = await this.visibility.ofUser(userId, async () => {
      const open = await this.sessions.openIds(userId, within);
      for (const id of open) await this.sessions.update(id, (session) => session.revoke(reason, moment));
      return open;
    });
    await this.principals.revoke(ids, moment.wall);
  }

  private async refuseBeside(userId: string, organizationId: string | null, grant: Grant): Promise<void> {
    const held = await this.memberships.activeOf(userId, organizationId);
    const isSame = ({ role, customRoleId }: Grant) =>
      role === grant.role && (customRoleId ?? null) === (grant.customRoleId ?? null);
    if (held.some(isSame)) {
      throw new DomainError(
        'conflict',
        'already_member',
        `A user with this phone is ${nameOf(grant)} in this organization already.`,
      );
    }
    refuseWidening(held, grant, permissionsHeld);
  }

  private async apply(
    { userId, organizationId }: Pick<Membership, 'userId' | 'organizationId'>,
    moment: Moment,
  ): Promise<void> {
    const access = await this.of(userId, organizationId);
    if (access) await this.principals.change(await this.sessions.openIds(userId, { organizationId }), access);
    else await this.endSessions(userId, { organizationId }, 'membership_ended', moment);
  }
}
