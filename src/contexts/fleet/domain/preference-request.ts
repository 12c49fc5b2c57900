import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import {
  PreferenceApproved,
  PreferenceRejected,
  PreferenceRequested,
  type PreferenceValue,
  PreferenceWithdrawn,
} from '../contracts/fleet-events';

export const PREFERENCE_REQUEST_STATUSES = ['PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN'] as const;
export type PreferenceRequestStatus = (typeof PREFERENCE_REQUEST_STATUSES)[number];

/** Who decides: a user, who may be a driver as well. */
export interface Approver {
  readonly userId: string;
  readonly driverId: string | null;
}

/** A driver's wish. PENDING → APPROVED, REJECTED or WITHDRAWN; what needs no approval is APPROVED at once. Never deleted. */
@Entity({ schema: 'fleet', name: 'preference_requests' })
export class PreferenceRequest extends Aggregate {
  @PrimaryColumn('uuid') override id: string;
  @Column('uuid', { name: 'organization_id' }) override organizationId: string;
  @Column('int') override version: number;
  @Column('uuid', { name: 'driver_id' }) driverId: string;
  @Column('text') key: string;
  @Column('jsonb') value: PreferenceValue;
  /** What held when he asked. */
  @Column('jsonb') previous: PreferenceValue;
  @Column('text') status: PreferenceRequestStatus;
  @Column('uuid', { name: 'asked_by' }) askedBy: string;
  @Column('timestamptz', { name: 'asked_at' }) askedAt: Date;
  /** Null where it held at once. */
  @Column('uuid', { name: 'decided_by', nullable: true }) decidedBy: string | null;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt: Date | null;
  @Column('text', { nullable: true }) reason: string | null;

  static ask(
    id: string,
    organizationId: string,
    wish: { driverId: string; key: string; value: PreferenceValue; previous: PreferenceValue; askedBy: string },
    approvalRequired: boolean,
    at: Date,
  ): PreferenceRequest {
    const request = new PreferenceRequest();
    Object.assign(request, { id, organizationId, ...wish, askedAt: at, status: 'PENDING' });
    Object.assign(request, { decidedBy: null, decidedAt: null, reason: null });
    request.record(new PreferenceRequested(id, { ...request.facts, previous: wish.previous }, at));
    if (!approvalRequired) request.hold(null, null, at);
    return request;
  }

  /** @throws DomainError `preference_request_decided`, `own_preference` */
  approve(by: Approver, reason: string | null, at: Date): void {
    this.assertMayDecide(by);
    this.hold(by.userId, reason, at);
  }

  /** @throws DomainError as `approve` */
  reject(by: Approver, reason: string, at: Date): void {
    this.assertMayDecide(by);
    Object.assign(this, { status: 'REJECTED', decidedBy: by.userId, decidedAt: at, reason });
    this.record(new PreferenceRejected(this.id, { ...this.facts, rejectedBy: by.userId, reason }, at));
  }

  /** By the driver himself. @throws DomainError `preference_request_decided` */
  withdraw(by: string, at: Date): void {
    this.assertOpen();
    Object.assign(this, { status: 'WITHDRAWN', decidedBy: by, decidedAt: at });
    this.record(new PreferenceWithdrawn(this.id, this.facts, at));
  }

  private hold(approvedBy: string | null, reason: string | null, at: Date): void {
    Object.assign(this, { status: 'APPROVED', decidedBy: approvedBy, decidedAt: at, reason });
    this.record(new PreferenceApproved(this.id, { ...this.facts, approvedBy, reason }, at));
  }

  private get facts() {
    const { id, driverId, key, value } = this;
    return { requestId: id, driverId, key, value };
  }

  private assertMayDecide({ userId, driverId }: Approver): void {
    if (userId === this.askedBy || driverId === this.driverId) {
      throw new DomainError('forbidden', 'own_preference', 'Somebody else decides about your own wishes.');
    }
    this.assertOpen();
  }

  private assertOpen(): void {
    if (this.status === 'PENDING') return;
    const { status } = this;
    throw new DomainError('conflict', 'preference_request_decided', `This request is ${status} already.`, { status });
  }
}
