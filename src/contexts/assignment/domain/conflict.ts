import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import { ConflictRaised, ConflictResolved } from '../contracts/assignment-events';

export type ConflictKind = 'engagement_overran' | 'driver_unavailable' | 'vehicle_unavailable';

/** The engagement that the plan no longer fits. */
export interface DisturbedEngagement {
  readonly id: string;
  readonly rideId: string;
  readonly driverId: string;
  readonly vehicleId: string;
  readonly status: string;
  readonly plannedUntil: Date;
}

/**
 * Reality broke a plan, and an operator must look. Nothing is undone by itself: he reassigns, calls, or lets it be. Once
 * its engagement is over there is nothing left to look at, and an unresolved one is shown as LAPSED.
 */
@Entity({ schema: 'assignment', name: 'conflicts' })
export class Conflict extends Aggregate {
  @PrimaryColumn('uuid')
  override id: string;

  @Column('uuid', { name: 'organization_id' })
  override organizationId: string;

  @Column('int')
  override version: number;

  @Column('text')
  kind: ConflictKind;

  @Column('uuid', { name: 'engagement_id' })
  engagementId: string;

  @Column('uuid', { name: 'ride_id' })
  rideId: string;

  @Column('uuid', { name: 'driver_id' })
  driverId: string;

  @Column('uuid', { name: 'vehicle_id' })
  vehicleId: string;

  /** A sentence for the operator. */
  @Column('text')
  detail: string;

  @Column('text')
  status: 'OPEN' | 'RESOLVED';

  @Column('timestamptz', { name: 'raised_at' })
  raisedAt: Date;

  @Column('timestamptz', { name: 'resolved_at', nullable: true })
  resolvedAt: Date | null;

  @Column('uuid', { name: 'resolved_by', nullable: true })
  resolvedBy: string | null;

  @Column('text', { nullable: true })
  reason: string | null;

  static raise(
    id: string,
    organizationId: string,
    kind: ConflictKind,
    engagement: DisturbedEngagement,
    detail: string,
    at: Date,
  ): Conflict {
    const { id: engagementId, rideId, driverId, vehicleId } = engagement;
    const conflict = new Conflict();
    Object.assign(conflict, { id, organizationId, kind, engagementId, rideId, driverId, vehicleId, detail });
    Object.assign(conflict, { status: 'OPEN', raisedAt: at, resolvedAt: null, resolvedBy: null, reason: null });
    const facts = { conflictId: id, engagementId, kind, rideId, driverId, vehicleId, detail };
    conflict.record(new ConflictRaised(id, facts, at));
    return conflict;
  }

  /** @throws DomainError `conflict_resolved` */
  resolve(reason: string, by: string, at: Date): void {
    if (this.status === 'RESOLVED') {
      throw new DomainError('conflict', 'conflict_resolved', 'This conflict has been resolved already.');
    }
    Object.assign(this, { status: 'RESOLVED', resolvedAt: at, resolvedBy: by, reason });
    const { id, engagementId } = this;
    this.record(new ConflictResolved(id, { conflictId: id, engagementId, resolvedBy: by, reason }, at));
  }
}
