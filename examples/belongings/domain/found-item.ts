import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../src/platform/errors/domain-error';
import { Aggregate } from '../../../src/platform/events/aggregate';
import { ItemFound, ItemHandedBack } from '../contracts/belongings-events';
import type { DrivenRide } from './driven-ride';

/** What somebody left in a cab, from when its driver reports it until it is handed back. */
@Entity({ schema: 'belongings', name: 'found_items' })
export class FoundItem extends Aggregate {
  @PrimaryColumn('uuid') override id: string;
  @Column('uuid', { name: 'organization_id' }) override organizationId: string;
  @Column('int') override version: number;
  @Column('uuid', { name: 'ride_id' }) rideId: string;
  @Column('uuid', { name: 'rider_id', nullable: true }) riderId: string | null;
  @Column('text') description: string;
  @Column('timestamptz', { name: 'found_at' }) foundAt: Date;
  @Column('timestamptz', { name: 'handed_back_at', nullable: true }) handedBackAt: Date | null;

  static report(id: string, organizationId: string, ride: DrivenRide, description: string, at: Date): FoundItem {
    const { rideId, riderId, driverId } = ride;
    const item = new FoundItem();
    Object.assign(item, { id, organizationId, rideId, riderId, description });
    item.foundAt = at;
    item.handedBackAt = null;
    item.record(new ItemFound(id, { itemId: id, rideId, riderId, driverId, description }, at));
    return item;
  }

  /** @throws DomainError (conflict) `handed_back` */
  handBack(by: string, at: Date): void {
    const { id, rideId, riderId, handedBackAt } = this;
    if (handedBackAt !== null) {
      throw new DomainError('conflict', 'handed_back', 'This item has been handed back already.', {
        handedBackAt: handedBackAt.toISOString(),
      });
    }
    this.handedBackAt = at;
    this.record(new ItemHandedBack(id, { itemId: id, rideId, riderId, handedBackBy: by }, at));
  }
}
