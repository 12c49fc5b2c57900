import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import { FleetCreated, FleetStatusChanged, FleetUpdated } from '../contracts/fleet-events';
import { changedFields } from './changed-fields';
import { FLEET_TRANSITIONS, type FleetStatus } from './fleet-status';
import type { SiteStatus } from './site-status';
import { assertTransition } from './status-transitions';

export interface FleetDetails {
  name: string;
  /** The city that its rides start in, as tariffs name it. */
  city: string;
}

/** A vendor's cabs, drivers and hubs, run for one operator. */
@Entity({ schema: 'fleet', name: 'fleets' })
export class Fleet extends Aggregate implements FleetDetails {
  @PrimaryColumn('uuid')
  override id: string;

  @Column('uuid', { name: 'organization_id' })
  override organizationId: string;

  @Column('int')
  override version: number;

  @Column('text')
  name: string;

  @Column('text')
  city: string;

  @Column('text')
  status: FleetStatus;

  /** Why it has the status; null until the first change. */
  @Column('text', { name: 'status_reason', nullable: true })
  statusReason: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;

  /** Approved in one step, by whoever may. */
  static create(id: string, organizationId: string, details: FleetDetails, at: Date): Fleet {
    return Fleet.begin(id, organizationId, details, 'ACTIVE', at);
  }

  /** Takes nothing in until it is approved. */
  static applyFor(id: string, organizationId: string, details: FleetDetails, at: Date): Fleet {
    return Fleet.begin(id, organizationId, details, 'APPLIED', at);
  }

  private static begin(
    id: string,
    organizationId: string,
    details: FleetDetails,
    status: 'ACTIVE' | 'APPLIED',
    at: Date,
  ): Fleet {
    const fleet = new Fleet();
    Object.assign(fleet, {
      id,
      organizationId,
      ...details,
      status,
      statusReason: null,
      createdAt: at,
      updatedAt: at,
    });
    const facts = { fleetId: id, ...details, ...(status === 'APPLIED' && { status }) };
    fleet.record(new FleetCreated(id, facts, at));
    return fleet;
  }

  /** @throws DomainError `fleet_not_active` */
  assertTakesIn(): void {
    if (this.status === 'ACTIVE') return;
    throw new DomainError(
      'conflict',
      'fleet_not_active',
      `The fleet ${this.name} is ${this.status} and takes nothing new in.`,
    );
  }

  /** @throws DomainError `fleet_closed` */
  update(wanted: Partial<FleetDetails>, at: Date): void {
    if (this.status === 'CLOSED' || this.status === 'REJECTED') {
      throw new DomainError('conflict', 'fleet_closed', `The fleet ${this.name} is ${this.status} and stays as it is.`);
    }
    const changes = changedFields<FleetDetails>(this, wanted);
    if (Object.keys(changes).length === 0) return;
    Object.assign(this, changes, { updatedAt: at });
    this.record(new FleetUpdated(this.id, { fleetId: this.id, changes }, at));
  }

  /**
   * @param openHubs how many of its hubs are not closed.
   * @throws DomainError `illegal_fleet_transition`, `fleet_in_use`
   */
  changeStatus(to: SiteStatus, reason: string, openHubs: number, at: Date): void {
    if (this.status === 'APPLIED' || this.status === 'UNDER_REVIEW') {
      throw new DomainError(
        'conflict',
        'illegal_fleet_transition',
        `The fleet ${this.name} is ${this.status}: its review decides what becomes of it.`,
        { from: this.status, to },
      );
    }
    assertTransition('fleet', FLEET_TRANSITIONS, this.status, to);
    if (to === 'CLOSED' && openHubs > 0) {
      throw new DomainError('conflict', 'fleet_in_use', `Close the fleet's hubs first: ${openHubs} are open.`, {
        openHubs,
      });
    }
    this.become(to, reason, at);
  }

  /** @throws DomainError `illegal_fleet_transition` */
  startReview(at: Date): void {
    assertTransition('fleet', FLEET_TRANSITIONS, this.status, 'UNDER_REVIEW');
    this.become('UNDER_REVIEW', 'The application is being looked at.', at);
  }

  /** @throws DomainError `illegal_fleet_transition` */
  decide(to: 'ACTIVE' | 'REJECTED', reason: string, at: Date): void {
    const undecided = { ...FLEET_TRANSITIONS, ACTIVE: [], SUSPENDED: [] };
    assertTransition('fleet', undecided, this.status, to);
    this.become(to, reason, at);
  }

  private become(to: FleetStatus, reason: string, at: Date): void {
    const from = this.status;
    Object.assign(this, { status: to, statusReason: reason, updatedAt: at });
    this.record(new FleetStatusChanged(this.id, { fleetId: this.id, from, to, reason }, at));
  }
}
