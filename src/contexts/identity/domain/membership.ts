import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import {
  MembershipEnded,
  MembershipGranted,
  MembershipMoved,
  MembershipReinstated,
  type Role,
} from '../contracts/identity-events';
import type { Grant } from './access';
import type { Scope } from './scope';

export type MembershipStatus = 'ACTIVE' | 'ENDED';

/** A role of a user in an organization, narrowed to fleets and hubs. */
@Entity({ schema: 'identity', name: 'memberships' })
export class Membership extends Aggregate<string | null> implements Grant {
  @PrimaryColumn('uuid') override id: string;
  @Column('uuid', { name: 'user_id' }) userId: string;
  /** Null for a super admin alone. */
  @Column('uuid', { name: 'organization_id', nullable: true }) override organizationId: string | null;
  @Column('text') role: Role;
  @Column('uuid', { name: 'fleet_ids', array: true, nullable: true }) fleetIds: string[] | null;
  @Column('uuid', { name: 'hub_ids', array: true, nullable: true }) hubIds: string[] | null;
  @Column('uuid', { name: 'subject_id', nullable: true }) subjectId: string | null;
  /** Of a `custom` role, and of no other. */
  @Column('uuid', { name: 'custom_role_id', nullable: true }) customRoleId: string | null;
  @Column('text') status: MembershipStatus;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt: Date | null;
  @Column('text', { name: 'ended_reason', nullable: true }) endedReason: string | null;
  @Column('int') override version: number;
  /** The role of `customRoleId`; its repository puts it there. */
  customRole?: Grant['customRole'];

  /** @throws DomainError `role_needs_places` or `role_has_no_places` */
  static grant(id: string, userId: string, organizationId: string | null, grant: Grant, at: Date): Membership {
    refuseWrongPlaces(grant);
    const membership = new Membership();
    membership.id = id;
    membership.userId = userId;
    membership.organizationId = organizationId;
    membership.role = grant.role;
    membership.subjectId = grant.subjectId;
    membership.customRoleId = grant.customRoleId ?? null;
    membership.customRole = grant.customRole;
    membership.narrow(grant);
    membership.status = 'ACTIVE';
    membership.createdAt = at;
    membership.endedAt = null;
    membership.endedReason = null;
    membership.record(new MembershipGranted(id, membership.facts(), at));
    return membership;
  }

  move(scope: Scope, at: Date): void {
    this.narrow(scope);
    this.record(new MembershipMoved(this.id, this.facts(), at));
  }

  /** @throws DomainError `membership_ended` when it has ended before. */
  end(reason: string, at: Date): void {
    if (this.status === 'ENDED')
      throw new DomainError('conflict', 'membership_ended', 'This membership has ended already.');
    this.status = 'ENDED';
    this.endedAt = at;
    this.endedReason = reason;
    const { id, userId, role } = this;
    this.record(new MembershipEnded(id, { membershipId: id, userId, role, reason, ...this.customFacts }, at));
  }

  /** @throws DomainError `membership_not_ended` */
  reinstate(reason: string, at: Date): void {
    if (this.status === 'ACTIVE')
      throw new DomainError('conflict', 'membership_not_ended', 'This membership has not ended.');
    this.status = 'ACTIVE';
    this.endedAt = null;
    this.endedReason = null;
    this.record(new MembershipReinstated(this.id, { ...this.facts(), reason }, at));
  }

  private narrow({ fleetIds, hubIds }: Scope): void {
    this.fleetIds = fleetIds === null ? null : [...fleetIds];
    this.hubIds = hubIds === null ? null : [...hubIds];
  }

  private facts() {
    const { id, userId, role, fleetIds, hubIds, subjectId } = this;
    return { membershipId: id, userId, role, fleetIds, hubIds, subjectId, ...this.customFacts };
  }

  private get customFacts() {
    const { customRoleId } = this;
    return customRoleId === null ? {} : { customRoleId };
  }
}

function refuseWrongPlaces({ role, fleetIds, hubIds }: Grant): void {
  if ((role === 'fleet_manager' && fleetIds === null) || (role === 'hub_manager' && hubIds === null)) {
    const places = role === 'fleet_manager' ? 'fleets' : 'hubs';
    throw new DomainError('invalid', 'role_needs_places', `Say which ${places} a ${role} is to manage.`);
  }
  if ((role === 'super_admin' || role === 'rider') && (fleetIds !== null || hubIds !== null)) {
    throw new DomainError('invalid', 'role_has_no_places', `The role ${role} cannot be narrowed to fleets or hubs.`);
  }
}
