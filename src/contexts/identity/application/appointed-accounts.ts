import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { normalisePhone } from '../../../kernel/phone';
import { Clock } from '../../../platform/clock';
import type { Grant } from '../domain/access';
import type { Membership } from '../domain/membership';
import type { Scope } from '../domain/scope';
import { User } from '../domain/user';
import { Memberships } from '../persistence/memberships';
import { Users } from '../persistence/users';
import { AccountAccess } from './account-access';
import { now } from './now';

/** The accounts of those whom fleet appoints: its drivers and managers. In fleet's transaction, which a refusal here undoes. */
@Injectable()
export class AppointedAccounts {
  constructor(
    private readonly users: Users,
    private readonly memberships: Memberships,
    private readonly accounts: AccountAccess,
    private readonly clock: Clock,
  ) {}

  /**
   * The user of this phone, who is made where there is none, takes up the role.
   * @throws DomainError as `AccountAccess.grant`
   */
  async appoint(person: { phone: string; name: string }, organizationId: string, grant: Grant): Promise<void> {
    const moment = now(this.clock);
    const phone = normalisePhone(person.phone);
    const user =
      (await this.users.findByPhone(phone)) ??
      (await this.users.addOrFind(User.create(uuidv7(), phone, person.name, moment.domain)));
    await this.accounts.grant(user, organizationId, grant, moment);
  }

  /** A person whom other organizations know too keeps the name that he goes by there. */
  async rename(subjectId: string, organizationId: string, name: string): Promise<void> {
    const membership = await this.lockedMembershipOf(subjectId, organizationId);
    if (!membership || (await this.memberships.isElsewhere(membership.userId, organizationId))) return;
    await this.users.update(membership.userId, (user) => user.rename(name, this.clock.now()));
  }

  /** @throws DomainError `roles_do_not_combine` */
  async move(subjectId: string, organizationId: string, scope: Scope): Promise<void> {
    const membership = await this.lockedMembershipOf(subjectId, organizationId);
    if (membership?.status !== 'ACTIVE' || isAt(membership, scope)) return;
    await this.accounts.move(membership, scope, now(this.clock));
  }

  async end(subjectId: string, organizationId: string, reason: string): Promise<void> {
    const membership = await this.lockedMembershipOf(subjectId, organizationId);
    if (membership?.status === 'ACTIVE') await this.accounts.end(membership, reason, now(this.clock));
  }

  /** @throws DomainError `already_member` when the phone has been given to another driver meanwhile; `roles_do_not_combine` */
  async reinstate(subjectId: string, organizationId: string, reason: string): Promise<void> {
    const membership = await this.lockedMembershipOf(subjectId, organizationId);
    if (membership?.status === 'ENDED') await this.accounts.reinstate(membership, reason, now(this.clock));
  }

  /** Read again once the user's row is locked; null where fleet appointed somebody before there were accounts. */
  private async lockedMembershipOf(subjectId: string, organizationId: string): Promise<Membership | null> {
    const membership = await this.memberships.ofSubject(subjectId, organizationId);
    if (!membership) return null;
    await this.users.get(membership.userId);
    return this.memberships.ofSubject(subjectId, organizationId);
  }
}

function isAt(membership: Membership, scope: Scope): boolean {
  return String(membership.fleetIds) === String(scope.fleetIds) && String(membership.hubIds) === String(scope.hubIds);
}
