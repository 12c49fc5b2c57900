import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import { RiderRegistered, type RiderStatus, RiderStatusChanged } from '../contracts/identity-events';

/** Which status may follow which. */
export const RIDER_TRANSITIONS: Readonly<Record<RiderStatus, readonly RiderStatus[]>> = {
  ACTIVE: ['SUSPENDED'],
  SUSPENDED: ['ACTIVE'],
};

export const RIDER_STATUSES = Object.keys(RIDER_TRANSITIONS) as RiderStatus[];

/** A user's account as a rider of one operator. While it is suspended nobody requests rides on it. */
@Entity({ schema: 'identity', name: 'riders' })
export class Rider extends Aggregate {
  @PrimaryColumn('uuid', { name: 'organization_id' }) override organizationId: string;
  /** The user's: a rider is known by it to every context. */
  @PrimaryColumn('uuid', { name: 'rider_id' }) override id: string;
  @Column('text') status: RiderStatus;
  /** Why it was last changed; null while it never was. */
  @Column('text', { name: 'status_reason', nullable: true }) statusReason: string | null;
  /** Suspended because he lost his access (disabled, or his role ended), and active again with it; not by an operator. */
  @Column('boolean', { name: 'suspended_with_access' }) suspendedWithAccess: boolean;
  @Column('timestamptz', { name: 'registered_at' }) registeredAt: Date;
  @Column('int') override version: number;

  static register(
    user: { readonly id: string; readonly name: string; readonly phone: string },
    organizationId: string,
    at: Date,
  ): Rider {
    const rider = new Rider();
    rider.id = user.id;
    rider.organizationId = organizationId;
    rider.status = 'ACTIVE';
    rider.statusReason = null;
    rider.suspendedWithAccess = false;
    rider.registeredAt = at;
    rider.record(new RiderRegistered(user.id, { riderId: user.id, name: user.name, phone: user.phone }, at));
    return rider;
  }

  /** @throws DomainError `illegal_rider_transition` when he is that already */
  changeStatus(to: RiderStatus, reason: string, at: Date): void {
    const from = this.status;
    if (!RIDER_TRANSITIONS[from].includes(to)) {
      throw new DomainError('conflict', 'illegal_rider_transition', `This rider is ${from} already.`, { from, to });
    }
    this.become(to, reason, at);
  }

  /** Goes with his access and comes back with it; what an operator suspended stays so until an operator activates it. */
  followAccess(hasAccess: boolean, reason: string, at: Date): void {
    if (!hasAccess && this.status === 'ACTIVE') {
      this.become('SUSPENDED', reason, at);
      this.suspendedWithAccess = true;
    } else if (hasAccess && this.suspendedWithAccess) this.become('ACTIVE', reason, at);
  }

  private become(to: RiderStatus, reason: string, at: Date): void {
    const from = this.status;
    this.status = to;
    this.statusReason = reason;
    this.suspendedWithAccess = false;
    this.record(new RiderStatusChanged(this.id, { riderId: this.id, from, to, reason }, at));
  }
}
