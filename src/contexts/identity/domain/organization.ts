import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import { OrganizationActivated, OrganizationCreated, OrganizationSuspended } from '../contracts/identity-events';

export type OrganizationStatus = 'ACTIVE' | 'SUSPENDED';

/** An operator: the tenant whose rows no other sees. */
@Entity({ schema: 'identity', name: 'organizations' })
export class Organization extends Aggregate<null> {
  @PrimaryColumn('uuid') override id: string;
  override readonly organizationId = null;
  @Column('text') name: string;
  /** Short and unique, for people to tell operators apart: `delhi-cabs`. */
  @Column('text') code: string;
  @Column('text') status: OrganizationStatus;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('int') override version: number;

  static create(id: string, name: string, code: string, at: Date): Organization {
    const organization = new Organization();
    organization.id = id;
    organization.name = name;
    organization.code = code;
    organization.status = 'ACTIVE';
    organization.createdAt = at;
    organization.record(new OrganizationCreated(id, { organizationId: id, name, code }, at));
    return organization;
  }

  /** @throws DomainError `organization_suspended` */
  suspend(reason: string, sessionsEnded: number, at: Date): void {
    this.refuseWhenSuspended();
    this.status = 'SUSPENDED';
    this.record(new OrganizationSuspended(this.id, { organizationId: this.id, reason, sessionsEnded }, at));
  }

  /** @throws DomainError `organization_not_suspended` */
  activate(reason: string, at: Date): void {
    if (this.status === 'ACTIVE') {
      throw new DomainError('conflict', 'organization_not_suspended', 'This organization is not suspended.');
    }
    this.status = 'ACTIVE';
    this.record(new OrganizationActivated(this.id, { organizationId: this.id, reason }, at));
  }

  /** @throws DomainError `organization_suspended` */
  refuseWhenSuspended(): void {
    if (this.status === 'SUSPENDED') {
      throw new DomainError('conflict', 'organization_suspended', 'This organization is suspended.');
    }
  }
}
