import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { normalisePhone } from '../../../kernel/phone';
import { Clock } from '../../../platform/clock';
import type { DomainEvent } from '../../../platform/events/domain-event';
import type { Grant } from '../domain/access';
import { Membership } from '../domain/membership';
import type { Scope } from '../domain/scope';
import { User } from '../domain/user';
import { Memberships } from '../persistence/memberships';
import { Users } from '../persistence/users';
import { AccountAccess } from './account-access';
import { now } from './now';

export interface Appointment {
  readonly name: string;
  readonly phone: string;
  readonly organizationId: string;
  readonly grant: Grant;
  /** The fact that the account answers. */
  readonly because: DomainEvent;
}

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

  /**
   * As `appoint`, of many: those whose phones nobody has had yet, and who can therefore be nothing else already, in a few
   * statements; the others one by one, behind them.
   * @throws DomainError as `AccountAccess.grant`
   */
  async appointAll(appointments: readonly Appointment[]): Promise<void> {
    const { domain } = now(this.clock);
    const [only] = appointments;
    if (appointments.length === 1 && only) return this.appoint(only, only.organizationId, only.grant);
    const users = appointments.map(({ phone, name }) => User.create(uuidv7(), normalisePhone(phone), name, domain));
    const added = await this.users.addNew(users, (index) => appointments[index]!.because);
    const memberships: Membership[] = [];
    const causes: DomainEvent[] = [];
    const known: Appointment[] = [];
    for (const [index, appointment] of appointments.entries()) {
      const user = users[index]!;
      if (!added.has(user.id)) {
        known.push(appointment);
        continue;
      }
      memberships.push(Membership.grant(uuidv7(), user.id, appointment.organizationId, appointment.grant, domain));
      causes.push(appointment.because);
    }
    await this.memberships.addTogether(memberships, (index) => causes[index]!);
    for (const appointment of known) await this.appoint(appointment, appointment.organizationId, appointment.grant);
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
