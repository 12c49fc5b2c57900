import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import {
  RosterEntryAcknowledged,
  RosterEntryCancelled,
  RosterEntryDrafted,
  RosterEntryPlanned,
  RosterEntryReplaced,
  ShiftMissed,
} from '../contracts/roster-events';

/** The table of docs/decisions/rosters.md. */
export const ROSTER_ENTRY_STATUSES = ['DRAFT', 'PUBLISHED', 'ACKNOWLEDGED', 'MISSED', 'CANCELLED', 'REPLACED'] as const;
export type RosterEntryStatus = (typeof ROSTER_ENTRY_STATUSES)[number];

/** These hold their driver and vehicle against others. */
const HOLDING: readonly RosterEntryStatus[] = ['DRAFT', 'PUBLISHED', 'ACKNOWLEDGED'];

/** A driver and a vehicle for one shift. */
export interface Shift {
  readonly driverId: string;
  readonly vehicleId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Who does something to an entry, and when. */
export interface Doing {
  readonly by: string;
  readonly at: Date;
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

  @Column('timestamptz', { name: 'published_at', nullable: true })
  publishedAt: Date | null;

  @Column('uuid', { name: 'published_by', nullable: true })
  publishedBy: string | null;

  @Column('timestamptz', { name: 'acknowledged_at', nullable: true })
  acknowledgedAt: Date | null;

  /** The first check-in of its driver for it that has not expired; or when he was seen on duty with its vehicle since an earlier shift. */
  @Column('timestamptz', { name: 'attended_at', nullable: true })
  attendedAt: Date | null;

  @Column('timestamptz', { name: 'missed_at', nullable: true })
  missedAt: Date | null;

  /** The entry whose place it takes, and why. */
  @Column('uuid', { name: 'replaces_id', nullable: true })
  replacesId: string | null;

  @Column('text', { name: 'replace_reason', nullable: true })
  replaceReason: string | null;

  /** Cancelled, or replaced. */
  @Column('timestamptz', { name: 'cancelled_at', nullable: true })
  cancelledAt: Date | null;

  @Column('uuid', { name: 'cancelled_by', nullable: true })
  cancelledBy: string | null;

  @Column('text', { name: 'cancel_reason', nullable: true })
  cancelReason: string | null;

  /** A shift that `rosterRefusals` has nothing against, told to its driver at once. */
  static plan(id: string, organizationId: string, shift: Shift, plannedBy: string, at: Date): RosterEntry {
    const entry = RosterEntry.made(id, organizationId, shift, { by: plannedBy, at });
    entry.tell({ by: plannedBy, at });
    return entry;
  }

  /** A shift that `weekRefusals` has nothing against; its driver is told of it when the week is published. */
  static draft(id: string, organizationId: string, shift: Shift, { by, at }: Doing): RosterEntry {
    const entry = RosterEntry.made(id, organizationId, shift, { by, at });
    entry.record(new RosterEntryDrafted(id, entry.facts, at));
    return entry;
  }

  /** @throws DomainError `roster_entry_published`, or why it cannot be */
  publish(doing: Doing): void {
    if (this.status !== 'DRAFT') throw this.is('published');
    this.tell(doing);
  }

  /** @throws DomainError `shift_over`; why it is not the driver's to acknowledge */
  acknowledge(at: Date): void {
    if (this.status !== 'PUBLISHED') throw this.is('acknowledged');
    if (this.endsAt <= at) throw new DomainError('rule', 'shift_over', 'The shift is over.');
    Object.assign(this, { status: 'ACKNOWLEDGED', acknowledgedAt: at });
    const { id, driverId } = this;
    this.record(new RosterEntryAcknowledged(id, { rosterEntryId: id, driverId }, at));
  }

  /** He has not come; `hubId` is his. */
  miss(hubId: string, at: Date): void {
    if (!this.awaitsDriver) throw this.is('missed');
    Object.assign(this, { status: 'MISSED', missedAt: at });
    const { id, driverId, vehicleId, startsAt } = this;
    const facts = { rosterEntryId: id, driverId, vehicleId, hubId, startsAt: startsAt.toISOString() };
    this.record(new ShiftMissed(id, facts, at));
  }

  /** Told, and nobody has checked in for it. */
  get awaitsDriver(): boolean {
    return (this.status === 'PUBLISHED' || this.status === 'ACKNOWLEDGED') && this.attendedAt === null;
  }

  /** @throws DomainError `roster_entry_replaced`, `roster_entry_cancelled` */
  assertReplaceable(): void {
    if (this.status !== 'MISSED' && !HOLDING.includes(this.status)) throw this.is('replaced');
  }

  /**
   * @param by `dueSince`: when its driver was to come, where he has not come for this shift by its start; null where not, or another comes
   * @param rideIds the rides still to be carried in this shift.
   * @returns the entry that takes its place, told to its driver where this one was.
   * @throws DomainError why it cannot be replaced; `roster_entry_in_use` naming the rides
   */
  replace(
    by: { id: string; shift: Shift; dueSince: Date | null },
    reason: string,
    rideIds: readonly string[],
    doing: Doing,
  ): RosterEntry {
    this.assertReplaceable();
    assertUnused(rideIds);
    const other = RosterEntry.made(by.id, this.organizationId, by.shift, doing);
    Object.assign(other, { replacesId: this.id, replaceReason: reason });
    if (this.status === 'DRAFT') other.record(new RosterEntryDrafted(by.id, other.facts, doing.at));
    else other.tell(doing, by.dueSince);
    const end = { cancelledAt: doing.at, cancelledBy: doing.by, cancelReason: reason };
    if (this.status !== 'MISSED') Object.assign(this, { status: 'REPLACED', ...end });
    const { id, driverId, vehicleId } = this;
    const replacedBy = { rosterEntryId: by.id, driverId: other.driverId, vehicleId: other.vehicleId };
    this.record(new RosterEntryReplaced(id, { rosterEntryId: id, driverId, vehicleId, replacedBy, reason }, doing.at));
    return other;
  }

  /**
   * @param rideIds the rides still to be carried in this shift.
   * @throws DomainError `roster_entry_cancelled`, or what else has ended it; `roster_entry_in_use` naming the rides
   */
  cancel(reason: string, by: string, rideIds: readonly string[], at: Date): void {
    if (!HOLDING.includes(this.status)) throw this.is('cancelled');
    assertUnused(rideIds);
    Object.assign(this, { status: 'CANCELLED', cancelledAt: at, cancelledBy: by, cancelReason: reason });
    const { id, driverId, vehicleId } = this;
    this.record(new RosterEntryCancelled(id, { rosterEntryId: id, driverId, vehicleId, reason }, at));
  }

  private static made(id: string, organizationId: string, shift: Shift, { by, at }: Doing): RosterEntry {
    const { driverId, vehicleId, startsAt, endsAt } = shift;
    const entry = new RosterEntry();
    Object.assign(entry, { id, organizationId, driverId, vehicleId, startsAt, endsAt, plannedBy: by, createdAt: at });
    Object.assign(entry, { status: 'DRAFT', publishedAt: null, publishedBy: null, acknowledgedAt: null });
    Object.assign(entry, { attendedAt: null, missedAt: null, replacesId: null, replaceReason: null });
    return Object.assign(entry, { cancelledAt: null, cancelledBy: null, cancelReason: null });
  }

  private tell({ by, at }: Doing, dueSince: Date | null = null): void {
    Object.assign(this, { status: 'PUBLISHED', publishedAt: at, publishedBy: by });
    const late = dueSince && { dueSince: dueSince.toISOString() };
    this.record(new RosterEntryPlanned(this.id, { ...this.facts, ...late }, at));
  }

  private get facts(): ConstructorParameters<typeof RosterEntryPlanned>[1] {
    const { id: rosterEntryId, driverId, vehicleId, startsAt, endsAt } = this;
    return { rosterEntryId, driverId, vehicleId, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
  }

  private is(wanted: string): DomainError {
    const { status } = this;
    const message =
      status === 'DRAFT'
        ? `This roster entry is a draft: it must be published before it can be ${wanted}.`
        : `This roster entry is ${status}, so it cannot be ${wanted}.`;
    return new DomainError('conflict', `roster_entry_${status.toLowerCase()}`, message, { status });
  }
}

function assertUnused(rideIds: readonly string[]): void {
  if (rideIds.length === 0) return;
  const message = `The driver is to carry ${rideIds.join(', ')} in this shift; reassign what he cannot carry first.`;
  throw new DomainError('conflict', 'roster_entry_in_use', message, { rideIds });
}
