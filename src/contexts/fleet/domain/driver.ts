import { Column, Entity, PrimaryColumn } from 'typeorm';
import { FLEET_TIME_ZONE, type LocalDate, localDate } from '../../../kernel/local-day';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import { DriverRegistered, type DriverStatus, DriverStatusChanged, DriverUpdated } from '../contracts/fleet-events';
import { changedFields } from './changed-fields';
import { DRIVER_TRANSITIONS } from './driver-status';
import type { Home } from './hub';
import type { Person } from './manager';
import type { PaymentModel } from './payment-model';
import { assertTransition } from './status-transitions';

export interface DriverDetails {
  name: string;
  address: string | null;
  /** Whom to call when something happens to him; `+91` and ten digits. */
  emergencyPhone: string | null;
  /** A document number: never in an event, a log or a list. Normalised: upper case, without spaces. */
  licenceNumber: string;
  /** The last day it is valid. */
  licenceExpiresOn: LocalDate;
  paymentModel: PaymentModel;
}

/** What stands for the licence number in events; kept nowhere here. */
export interface LicenceDigest {
  licenceDigest: string;
}

@Entity({ schema: 'fleet', name: 'drivers' })
export class Driver extends Aggregate implements DriverDetails, Home, Person {
  @PrimaryColumn('uuid')
  override id: string;

  @Column('uuid', { name: 'organization_id' })
  override organizationId: string;

  @Column('int')
  override version: number;

  @Column('uuid', { name: 'fleet_id' })
  fleetId: string;

  @Column('uuid', { name: 'hub_id' })
  hubId: string;

  @Column('text')
  name: string;

  @Column('text')
  phone: string;

  @Column('text', { nullable: true })
  address: string | null;

  @Column('text', { name: 'emergency_phone', nullable: true })
  emergencyPhone: string | null;

  @Column('text', { name: 'licence_number' })
  licenceNumber: string;

  @Column('date', { name: 'licence_expires_on' })
  licenceExpiresOn: LocalDate;

  /** The verified document that says so; null where it was typed in. */
  @Column('uuid', { name: 'licence_document_id', nullable: true })
  licenceDocumentId: string | null;

  @Column('text', { name: 'payment_model' })
  paymentModel: PaymentModel;

  @Column('text')
  status: DriverStatus;

  /** Why he has the status; null until the first change. */
  @Column('text', { name: 'status_reason', nullable: true })
  statusReason: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;

  /** @throws DomainError `licence_expired` */
  static register(
    id: string,
    organizationId: string,
    { fleetId, hubId }: Home,
    { licenceDigest, ...details }: DriverDetails & Person & LicenceDigest,
    at: Date,
  ): Driver {
    const driver = new Driver();
    const status: DriverStatus = 'PENDING';
    Object.assign(driver, { id, organizationId, fleetId, hubId, ...details });
    Object.assign(driver, { status, statusReason: null, licenceDocumentId: null, createdAt: at, updatedAt: at });
    driver.assertLicenceValid(at);
    const { name, phone, licenceExpiresOn, paymentModel } = details;
    const payload = { driverId: id, fleetId, hubId, name, phone, licenceExpiresOn, paymentModel, status };
    driver.record(new DriverRegistered(id, { ...payload, licenceDigest }, at));
    return driver;
  }

  /**
   * His details, and his hub where he moves. Of another licence no document has been seen yet, so its end is typed in again.
   * @throws DomainError `driver_left`, `licence_expired`, `licence_verified`
   */
  update({ licenceDigest, ...wanted }: Partial<DriverDetails & Home & LicenceDigest>, at: Date): void {
    if (this.status === 'LEFT') {
      throw new DomainError('conflict', 'driver_left', 'This driver has LEFT; the record stays as it is.');
    }
    const changes = changedFields<DriverDetails & Home>(this, wanted);
    const changed = Object.keys(changes);
    if (changed.length === 0) return;
    const isAnother = changes.licenceNumber !== undefined;
    if (isAnother) this.licenceDocumentId = null;
    if (changes.licenceExpiresOn !== undefined && this.licenceDocumentId !== null) throw licenceVerified(this);
    Object.assign(this, changes, { updatedAt: at });
    if (changes.licenceExpiresOn !== undefined) this.assertLicenceValid(at);
    this.tellUpdate(changed, at, isAnother && licenceDigest !== undefined ? { licenceDigest } : {});
  }

  /** From now on the licence ends as its verified document says. Of one who has LEFT the record stays as it is. */
  followLicence({ documentId, expiresOn }: { documentId: string; expiresOn: LocalDate }, at: Date): void {
    if (this.status === 'LEFT') return;
    const wanted = { licenceExpiresOn: expiresOn, licenceDocumentId: documentId };
    const changed = Object.keys(changedFields<Partial<Driver>>(this, wanted));
    if (changed.length === 0) return;
    Object.assign(this, wanted, { updatedAt: at });
    this.tellUpdate(changed, at);
  }

  /** That document counts no more: the end stays as it was known, and may be typed in again. */
  unfollowLicence(documentId: string, at: Date): void {
    if (this.status === 'LEFT' || this.licenceDocumentId !== documentId) return;
    Object.assign(this, { licenceDocumentId: null, updatedAt: at });
    this.tellUpdate(['licenceDocumentId'], at);
  }

  /** @throws DomainError `illegal_driver_transition`; `licence_expired` where he would become ACTIVE. */
  changeStatus(to: DriverStatus, reason: string, at: Date): void {
    const from = this.status;
    assertTransition('driver', DRIVER_TRANSITIONS, from, to);
    if (to === 'ACTIVE') this.assertLicenceValid(at);
    Object.assign(this, { status: to, statusReason: reason, updatedAt: at });
    this.record(new DriverStatusChanged(this.id, { driverId: this.id, from, to, reason }, at));
  }

  private tellUpdate(changed: string[], at: Date, digest: Partial<LicenceDigest> = {}): void {
    const { fleetId, hubId, name, licenceExpiresOn, paymentModel } = this;
    const payload = { driverId: this.id, fleetId, hubId, name, licenceExpiresOn, paymentModel, changed, ...digest };
    this.record(new DriverUpdated(this.id, payload, at));
  }

  private assertLicenceValid(at: Date): void {
    const expired = licenceExpired(this.licenceExpiresOn, at);
    if (expired) throw expired;
  }
}

/** `licence_expired` of one that is past, or null. */
export function licenceExpired(licenceExpiresOn: LocalDate, at: Date): DomainError | null {
  if (licenceExpiresOn >= localDate(at, FLEET_TIME_ZONE)) return null;
  const message = `The driving licence was valid until ${licenceExpiresOn}.`;
  return new DomainError('rule', 'licence_expired', message, { licenceExpiresOn });
}

function licenceVerified({ licenceExpiresOn, licenceDocumentId }: Driver): DomainError {
  return new DomainError(
    'conflict',
    'licence_verified',
    'The licence ends as its verified document says. Submit a new document to change it.',
    { licenceExpiresOn, documentId: licenceDocumentId },
  );
}
