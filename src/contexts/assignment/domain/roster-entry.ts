import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import { RosterEntryCancelled, RosterEntryPlanned } from '../contracts/assignment-events';

export type RosterEntryStatus = 'ACTIVE' | 'CANCELLED';

/** A driver and a vehicle for one shift. */
export interface Shift {
  readonly driverId: string;
  readonly vehicleId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

@Entity({ schema: 'assignment', name: 'roster_entries' })
export class RosterEntry extends Aggregate implements Shift {
  @PrimaryColumn('uuid')
  override id: string;

  @Column('uuid', { name: 'organization_id' })
  override organizationId: string;

  @Column('int')
  override version: number;

  @Column('uuid', { name: 'driver_id' })
  driverId: string;

  @Column('uuid', { name: 'vehicle_id' })
  vehicleId: string;

  @Column('timestamptz', { name: 'starts_at' })
  startsAt: Date;

  @Column('timestamptz', { name: 'ends_at' })
  endsAt: Date;

  @Column('text')
  status: RosterEntryStatus;

  @Column('uuid', { name: 'planned_by' })
  plannedBy: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'cancelled_at', nullable: true })
  cancelledAt: Date | null;

  @Column('uuid', { name: 'cancelled_by', nullable: true })
  cancelledBy: string | null;

  @Column('text', { name: 'cancel_reason', nullable: true })
  cancelReason: string | null;

  /** A shift that `rosterRefusals` has nothing against. */
  static plan(id: string, organizationId: string, shift: Shift, plannedBy: string, at: Date): RosterEntry {
    const { driverId, vehicleId, startsAt, endsAt } = shift;
    const entry = new RosterEntry();
    Object.assign(entry, { id, organizationId, driverId, vehicleId, startsAt, endsAt, plannedBy, createdAt: at });
    Object.assign(entry, { status: 'ACTIVE', cancelledAt: null, cancelledBy: null, cancelReason: null });
    const window = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
    entry.record(new RosterEntryPlanned(id, { rosterEntryId: id, driverId, vehicleId, ...window }, at));
    return entry;
  }

  /**
   * @param rideIds the rides still to be carried in this shift.
   * @throws DomainError `roster_entry_cancelled`, `roster_entry_in_use` naming the rides
   */
  cancel(reason: string, by: string, rideIds: readonly string[], at: Date): void {
    if (this.status === 'CANCELLED') {
      throw new DomainError('conflict', 'roster_entry_cancelled', 'This roster entry has been cancelled already.');
    }
    if (rideIds.length > 0) {
      const message = `The driver is to carry ${rideIds.join(', ')} in this shift; reassign what he cannot carry first.`;
      throw new DomainError('conflict', 'roster_entry_in_use', message, { rideIds });
    }
    Object.assign(this, { status: 'CANCELLED', cancelledAt: at, cancelledBy: by, cancelReason: reason });
    const { id, driverId, vehicleId } = this;
    this.record(new RosterEntryCancelled(id, { rosterEntryId: id, driverId, vehicleId, reason }, at));
  }
}
