import { Column, Entity, PrimaryColumn } from 'typeorm';
import { assertGeoPoint } from '../../../kernel/geo-point';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import { HubCreated, HubStatusChanged, HubUpdated } from '../contracts/fleet-events';
import { changedFields } from './changed-fields';
import { SITE_TRANSITIONS, type SiteStatus } from './site-status';
import { assertTransition } from './status-transitions';

export interface HubDetails {
  name: string;
  address: string;
  /** WGS 84, decimal degrees. */
  latitude: number;
  longitude: number;
}

/** Where a vehicle or driver belongs. */
export interface Home {
  fleetId: string;
  hubId: string;
}

/** What still belongs to a hub: vehicles that are not retired and drivers who have not left. */
export interface HubResidents {
  readonly vehicles: number;
  readonly drivers: number;
}

/** The yard of a fleet, where its cabs are parked and charged and its drivers check in. */
@Entity({ schema: 'fleet', name: 'hubs' })
export class Hub extends Aggregate implements HubDetails {
  @PrimaryColumn('uuid')
  override id: string;

  @Column('uuid', { name: 'organization_id' })
  override organizationId: string;

  @Column('int')
  override version: number;

  @Column('uuid', { name: 'fleet_id' })
  fleetId: string;

  @Column('text')
  name: string;

  @Column('text')
  address: string;

  @Column('double precision')
  latitude: number;

  @Column('double precision')
  longitude: number;

  @Column('text')
  status: SiteStatus;

  /** Why it has the status; null until the first change. */
  @Column('text', { name: 'status_reason', nullable: true })
  statusReason: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;

  /** @throws DomainError `invalid_coordinates` */
  static create(id: string, organizationId: string, fleetId: string, details: HubDetails, at: Date): Hub {
    assertGeoPoint(details);
    const hub = new Hub();
    const state = { id, organizationId, fleetId, ...details };
    Object.assign(hub, state, { status: 'ACTIVE', statusReason: null, createdAt: at, updatedAt: at });
    const { name, address, latitude, longitude } = details;
    hub.record(new HubCreated(id, { hubId: id, fleetId, name, address, point: { latitude, longitude } }, at));
    return hub;
  }

  get home(): Home {
    return { fleetId: this.fleetId, hubId: this.id };
  }

  /** @throws DomainError `hub_not_active` */
  assertTakesIn(): void {
    if (this.status === 'ACTIVE') return;
    throw new DomainError(
      'conflict',
      'hub_not_active',
      `The hub ${this.name} is ${this.status} and takes nothing new in.`,
    );
  }

  /** @throws DomainError `hub_closed`, `invalid_coordinates` */
  update(wanted: Partial<HubDetails>, at: Date): void {
    if (this.status === 'CLOSED') {
      throw new DomainError('conflict', 'hub_closed', `The hub ${this.name} is CLOSED and stays as it is.`);
    }
    const changes = changedFields<HubDetails>(this, wanted);
    if (Object.keys(changes).length === 0) return;
    Object.assign(this, changes, { updatedAt: at });
    assertGeoPoint(this);
    this.record(new HubUpdated(this.id, { hubId: this.id, fleetId: this.fleetId, changes }, at));
  }

  /** @throws DomainError `illegal_hub_transition`, `hub_in_use` */
  changeStatus(to: SiteStatus, reason: string, residents: HubResidents, at: Date): void {
    const from = this.status;
    assertTransition('hub', SITE_TRANSITIONS, from, to);
    if (to === 'CLOSED' && residents.vehicles + residents.drivers > 0) {
      throw new DomainError(
        'conflict',
        'hub_in_use',
        `Move or retire what belongs to the hub first: ${residents.vehicles} vehicles and ${residents.drivers} drivers.`,
        { ...residents },
      );
    }
    Object.assign(this, { status: to, statusReason: reason, updatedAt: at });
    this.record(new HubStatusChanged(this.id, { hubId: this.id, fleetId: this.fleetId, from, to, reason }, at));
  }
}
