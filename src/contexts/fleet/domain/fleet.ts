import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import { FleetCreated, FleetStatusChanged, FleetUpdated } from '../contracts/fleet-events';
import { changedFields } from './changed-fields';
import { SITE_TRANSITIONS, type SiteStatus } from './site-status';
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
  status: SiteStatus;

  /** Why it has the status; null until the first change. */
  @Column('text', { name: 'status_reason', nullable: true })
  statusReason: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;

  static create(id: string, organizationId: string, details: FleetDetails, at: Date): Fleet {
    const fleet = new Fleet();
    Object.assign(fleet, {
      id,
      organizationId,
      ...details,
      status: 'ACTIVE',
      statusReason: null,
      createdAt: at,
      updatedAt: at,
    });
    fleet.record(new FleetCreated(id, { fleetId: id, ...details }, at));
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
    if (this.status === 'CLOSED') {
      throw new DomainError('conflict', 'fleet_closed', `The fleet ${this.name} is CLOSED and stays as it is.`);
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
    const from = this.status;
    assertTransition('fleet', SITE_TRANSITIONS, from, to);
    if (to === 'CLOSED' && openHubs > 0) {
      throw new DomainError('conflict', 'fleet_in_use', `Close the fleet's hubs first: ${openHubs} are open.`, {
        openHubs,
      });
    }
    Object.assign(this, { status: to, statusReason: reason, updatedAt: at });
    this.record(new FleetStatusChanged(this.id, { fleetId: this.id, from, to, reason }, at));
  }
}
