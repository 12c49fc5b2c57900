import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import { ManagerAppointed, ManagerDismissed, ManagerUpdated } from '../contracts/fleet-events';
import { assertTransition, type StatusTransitions } from './status-transitions';

export type ManagerKind = 'fleet_manager' | 'hub_manager';

export const MANAGER_STATUSES = ['ACTIVE', 'DISMISSED'] as const;

export type ManagerStatus = (typeof MANAGER_STATUSES)[number];

export const MANAGER_TRANSITIONS: StatusTransitions<ManagerStatus> = { ACTIVE: ['DISMISSED'], DISMISSED: [] };

export interface Person {
  readonly name: string;
  /** `+91` and ten digits: what he logs in with, hence not to be edited here. */
  readonly phone: string;
}

/** One appointment of a person to one fleet or one hub. Appointing him again after a dismissal is a new one. */
@Entity({ schema: 'fleet', name: 'managers' })
export class Manager extends Aggregate {
  @PrimaryColumn('uuid')
  override id: string;

  @Column('uuid', { name: 'organization_id' })
  override organizationId: string;

  @Column('int')
  override version: number;

  @Column('text')
  kind: ManagerKind;

  @Column('uuid', { name: 'fleet_id' })
  fleetId: string;

  /** Null for a fleet manager. */
  @Column('uuid', { name: 'hub_id', nullable: true })
  hubId: string | null;

  @Column('text')
  name: string;

  @Column('text')
  phone: string;

  @Column('text')
  status: ManagerStatus;

  /** Why he was dismissed. */
  @Column('text', { name: 'status_reason', nullable: true })
  statusReason: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;

  /** @param post the fleet, and for a hub manager the hub. */
  static appoint(
    id: string,
    organizationId: string,
    post: { fleetId: string; hubId: string | null },
    { name, phone }: Person,
    at: Date,
  ): Manager {
    const manager = new Manager();
    const kind: ManagerKind = post.hubId === null ? 'fleet_manager' : 'hub_manager';
    const { fleetId, hubId } = post;
    const state = { id, organizationId, kind, fleetId, hubId, name, phone };
    Object.assign(manager, state, { status: 'ACTIVE', statusReason: null, createdAt: at, updatedAt: at });
    manager.record(new ManagerAppointed(id, { managerId: id, kind, name, phone, fleetId, hubId }, at));
    return manager;
  }

  /** @throws DomainError `manager_dismissed` */
  rename(name: string | undefined, at: Date): void {
    if (this.status === 'DISMISSED') {
      throw new DomainError('conflict', 'manager_dismissed', 'This manager was dismissed; the record stays as it is.');
    }
    if (name === undefined || name === this.name) return;
    Object.assign(this, { name, updatedAt: at });
    this.record(new ManagerUpdated(this.id, { managerId: this.id, name }, at));
  }

  /** @throws DomainError `illegal_manager_transition` */
  dismiss(reason: string, at: Date): void {
    assertTransition('manager', MANAGER_TRANSITIONS, this.status, 'DISMISSED');
    Object.assign(this, { status: 'DISMISSED', statusReason: reason, updatedAt: at });
    this.record(new ManagerDismissed(this.id, { managerId: this.id, kind: this.kind, reason }, at));
  }
}
