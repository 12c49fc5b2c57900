import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import {
  OrganizationActivated,
  OrganizationApproved,
  OrganizationCreated,
  OrganizationRejected,
  OrganizationReviewStarted,
  OrganizationSuspended,
} from '../contracts/identity-events';

export const ORGANIZATION_STATUSES = ['APPLIED', 'UNDER_REVIEW', 'ACTIVE', 'REJECTED', 'SUSPENDED'] as const;

/** APPLIED → UNDER_REVIEW → ACTIVE or REJECTED, which is the last; ACTIVE and SUSPENDED lead to each other. */
export type OrganizationStatus = (typeof ORGANIZATION_STATUSES)[number];

/** An operator: the tenant whose rows no other sees. */
@Entity({ schema: 'identity', name: 'organizations' })
export class Organization extends Aggregate<null> {
  @PrimaryColumn('uuid') override id: string;
  override readonly organizationId = null;
  @Column('text') name: string;
  /** Short and unique, for people to tell operators apart: `delhi-cabs`. */
  @Column('text') code: string;
  @Column('text') status: OrganizationStatus;
  /** Why it has the status; null until the first change. */
  @Column('text', { name: 'status_reason', nullable: true }) statusReason: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('int') override version: number;

  /** Approved in one step, by whoever may. */
  static create(id: string, name: string, code: string, at: Date): Organization {
    return Organization.begin(id, name, code, 'ACTIVE', at);
  }

  /** Nobody of it gets in until it is approved. */
  static applyFor(id: string, name: string, code: string, at: Date): Organization {
    return Organization.begin(id, name, code, 'APPLIED', at);
  }

  private static begin(
    id: string,
    name: string,
    code: string,
    status: 'ACTIVE' | 'APPLIED',
    createdAt: Date,
  ): Organization {
    const organization = new Organization();
    Object.assign(organization, { id, name, code, status, statusReason: null, createdAt });
    const facts = { organizationId: id, name, code, ...(status === 'APPLIED' && { status }) };
    organization.record(new OrganizationCreated(id, facts, createdAt));
    return organization;
  }

  /** @throws DomainError `illegal_organization_transition` */
  startReview(at: Date): void {
    this.follow('APPLIED', 'UNDER_REVIEW', null);
    this.record(new OrganizationReviewStarted(this.id, { organizationId: this.id }, at));
  }

  /** @throws DomainError `illegal_organization_transition` */
  approve(reason: string, at: Date): void {
    this.follow('UNDER_REVIEW', 'ACTIVE', reason);
    this.record(new OrganizationApproved(this.id, { organizationId: this.id, reason }, at));
  }

  /** @throws DomainError `illegal_organization_transition` */
  reject(reason: string, at: Date): void {
    this.follow('UNDER_REVIEW', 'REJECTED', reason);
    this.record(new OrganizationRejected(this.id, { organizationId: this.id, reason }, at));
  }

  /** @throws DomainError `organization_suspended`, `organization_not_active` */
  suspend(reason: string, sessionsEnded: number, at: Date): void {
    this.refuseUnlessActive();
    Object.assign(this, { status: 'SUSPENDED', statusReason: reason });
    this.record(new OrganizationSuspended(this.id, { organizationId: this.id, reason, sessionsEnded }, at));
  }

  /** @throws DomainError `organization_not_suspended` */
  activate(reason: string, at: Date): void {
    if (this.status !== 'SUSPENDED') {
      throw new DomainError('conflict', 'organization_not_suspended', 'This organization is not suspended.');
    }
    Object.assign(this, { status: 'ACTIVE', statusReason: reason });
    this.record(new OrganizationActivated(this.id, { organizationId: this.id, reason }, at));
  }

  /** @throws DomainError `organization_suspended`, `organization_not_active` */
  refuseUnlessActive(): void {
    refuseUnlessActive(this.status);
  }

  private follow(from: OrganizationStatus, to: OrganizationStatus, reason: string | null): void {
    if (this.status !== from) {
      throw new DomainError(
        'conflict',
        'illegal_organization_transition',
        `An organization that is ${this.status} cannot become ${to}; only one that is ${from} can.`,
        { from: this.status, to },
      );
    }
    Object.assign(this, { status: to, statusReason: reason });
  }
}

/** @throws DomainError `organization_suspended`, `organization_not_active` */
export function refuseUnlessActive(status: OrganizationStatus): void {
  if (status === 'SUSPENDED')
    throw new DomainError('conflict', 'organization_suspended', 'This organization is suspended.');
  if (status !== 'ACTIVE')
    throw new DomainError('conflict', 'organization_not_active', `This organization is ${status}: it is not approved.`);
}
