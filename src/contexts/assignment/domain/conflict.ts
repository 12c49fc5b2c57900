import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import { type ConflictKind, ConflictRaised, ConflictResolved } from '../contracts/assignment-events';

/** The engagement that the plan no longer fits. */
export interface DisturbedEngagement {
  readonly id: string;
  readonly rideId: string;
  readonly driverId: string;
  readonly vehicleId: string;
  readonly status: string;
  readonly plannedUntil: Date;
}

/** What a conflict is about: a ride that somebody is to carry, or a shift. */
export interface DisturbedPlan {
  /** Null, as the ride, of a shift. */
  readonly engagementId: string | null;
  readonly rideId: string | null;
  /** Null of a ride. */
  readonly rosterEntryId: string | null;
  readonly driverId: string;
  readonly vehicleId: string;
}

export function planOf({ id, rideId, driverId, vehicleId }: DisturbedEngagement): DisturbedPlan {
  return { engagementId: id, rideId, rosterEntryId: null, driverId, vehicleId };
}

/**
 * Reality broke a plan, and an operator must look. Nothing is undone by itself: he reassigns, calls, or lets it be; only what
 * lapses, hours, outages, an absence and who or what is not ACTIVE may be put right, and then it is resolved by itself. Once its engagement or its shift is over there is
 * nothing left to look at, and an unresolved one is shown as LAPSED.
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

  @Column('uuid', { name: 'engagement_id', nullable: true })
  engagementId: string | null;

  @Column('uuid', { name: 'ride_id', nullable: true })
  rideId: string | null;

  @Column('uuid', { name: 'roster_entry_id', nullable: true })
  rosterEntryId: string | null;

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
    plan: DisturbedPlan,
    detail: string,
    at: Date,
  ): Conflict {
    const { engagementId, rideId, rosterEntryId, driverId, vehicleId } = plan;
    const about = { engagementId, rideId, rosterEntryId, driverId, vehicleId };
    const conflict = new Conflict();
    Object.assign(conflict, { id, organizationId, kind, ...about, detail });
    Object.assign(conflict, { status: 'OPEN', raisedAt: at, resolvedAt: null, resolvedBy: null, reason: null });
    conflict.record(new ConflictRaised(id, { conflictId: id, kind, ...about, detail }, at));
    return conflict;
  }

  /** @param by null: what broke the plan was put right. @throws DomainError `conflict_resolved` */
  resolve(reason: string, by: string | null, at: Date): void {
    if (this.status === 'RESOLVED') {
      throw new DomainError('conflict', 'conflict_resolved', 'This conflict has been resolved already.');
    }
    Object.assign(this, { status: 'RESOLVED', resolvedAt: at, resolvedBy: by, reason });
    const { id, engagementId, rosterEntryId, driverId } = this;
    const facts = { conflictId: id, engagementId, rosterEntryId, driverId, resolvedBy: by, reason };
    this.record(new ConflictResolved(id, facts, at));
  }
}
