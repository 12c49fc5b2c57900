import { Column, Entity, PrimaryColumn } from 'typeorm';
import { distanceMetres, type GeoPoint } from '../../../kernel/geo-point';
import { Aggregate } from '../../../platform/events/aggregate';
import {
  NoDriversFound,
  SearchEnded,
  SearchEndPlanned,
  type SearchReason,
  SearchStarted,
} from '../contracts/assignment-events';
import type { MatchingPolicy } from './matching-policy';

/** A minute's walk: the nearest drivers are the same. */
const SAME_LOOK_METRES = 100;

export type SearchStatus = 'OPEN' | 'ASSIGNED' | 'NO_DRIVERS' | 'CANCELLED';

export interface SearchTerms {
  readonly id: string;
  readonly organizationId: string;
  readonly rideId: string;
  readonly reason: SearchReason;
  /** Whom the ride was taken from; null where nobody had it. */
  readonly previousDriverId: string | null;
  /** Who is never offered this ride again. */
  readonly excludedDriverId: string | null;
  /** Where a driver must come to. */
  readonly pickup: GeoPoint;
  /** That is not the ride's own pickup: its rider sits there, in a cab that broke down. */
  readonly isAtBreakdown: boolean;
  readonly city: string;
  /** The length of the windows in which it is matched together with others; null: it is matched by itself. */
  readonly windowSeconds: number | null;
}

/**
 * The search of a driver for one ride, in rounds, each of which ends in offers or in nobody. Every change is made under the
 * lock of the ride, so that two rounds, or a round and a cancellation, follow one another.
 */
@Entity({ schema: 'assignment', name: 'searches' })
export class Search extends Aggregate {
  @PrimaryColumn('uuid')
  override id: string;

  @Column('uuid', { name: 'organization_id' })
  override organizationId: string;

  @Column('int')
  override version: number;

  @Column('uuid', { name: 'ride_id' })
  rideId: string;

  @Column('text')
  reason: SearchReason;

  @Column('uuid', { name: 'previous_driver_id', nullable: true })
  previousDriverId: string | null;

  @Column('uuid', { name: 'excluded_driver_id', nullable: true })
  excludedDriverId: string | null;

  @Column('boolean', { name: 'at_breakdown' })
  isAtBreakdown: boolean;

  @Column('text')
  city: string;

  @Column('int', { name: 'window_seconds', nullable: true })
  windowSeconds: number | null;

  @Column('int', { name: 'policy_version' })
  policyVersion: number;

  @Column('double precision', { name: 'pickup_latitude' })
  pickupLatitude: number;

  @Column('double precision', { name: 'pickup_longitude' })
  pickupLongitude: number;

  @Column('text')
  status: SearchStatus;

  @Column('int')
  rounds: number;

  @Column('int')
  offers: number;

  /** Rounds in a row, the last included, that found nobody within the largest radius. */
  @Column('int', { name: 'empty_rounds' })
  emptyRounds: number;

  /** After a round that found nobody: when the next is due. */
  @Column('timestamptz', { name: 'next_look_at', nullable: true })
  nextLookAt: Date | null;

  @Column('timestamptz', { name: 'started_at' })
  startedAt: Date;

  /** When its time is spent. */
  @Column('timestamptz', { name: 'ends_by' })
  endsBy: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;

  static start(terms: SearchTerms, policy: MatchingPolicy, now: Date): Search {
    const { id, rideId, reason, previousDriverId, pickup } = terms;
    const search = new Search();
    Object.assign(search, { id, organizationId: terms.organizationId, rideId, reason, previousDriverId });
    Object.assign(search, {
      excludedDriverId: terms.excludedDriverId,
      isAtBreakdown: terms.isAtBreakdown,
      city: terms.city,
      windowSeconds: terms.windowSeconds,
      nextLookAt: null,
      policyVersion: policy.version,
      pickupLatitude: pickup.latitude,
      pickupLongitude: pickup.longitude,
      status: 'OPEN',
      rounds: 0,
      offers: 0,
      emptyRounds: 0,
      startedAt: now,
      endsBy: new Date(now.getTime() + policy.searchSeconds * 1_000),
      endedAt: null,
    });
    const place = terms.isAtBreakdown ? { latitude: pickup.latitude, longitude: pickup.longitude } : null;
    const facts = { searchId: id, rideId, reason, previousDriverId, policyVersion: policy.version, pickup: place };
    search.record(new SearchStarted(id, { ...facts, inWindows: terms.windowSeconds !== null }, now));
    return search;
  }

  /** A round has been run and asked so many drivers. */
  countRound(offers: number): void {
    this.rounds += 1;
    this.offers += offers;
    this.emptyRounds = offers === 0 ? this.emptyRounds + 1 : 0;
    this.nextLookAt = null;
  }

  /** Drivers there were, and others of its window had waited longer, or cost less so: it looks again at once. */
  countRoundGivenAway(now: Date): void {
    this.rounds += 1;
    this.emptyRounds = 0;
    this.nextLookAt = now;
  }

  /** Whoever could take the ride is being asked for another: nobody was found, but not because nobody is there. */
  countRoundAskedElsewhere(): void {
    this.rounds += 1;
    this.nextLookAt = null;
  }

  /** Across the road: whom it has asked it would ask again, so his offer stands. All moves together, as it looks where it looked. */
  looksAround(pickup: GeoPoint): boolean {
    const looked = { latitude: this.pickupLatitude, longitude: this.pickupLongitude };
    return distanceMetres(looked, pickup) < SAME_LOOK_METRES;
  }

  /** The rider waits elsewhere: rounds that looked around the old place count for nothing. */
  movePickup({ latitude, longitude }: GeoPoint): void {
    Object.assign(this, { pickupLatitude: latitude, pickupLongitude: longitude, emptyRounds: 0 });
  }

  /** When the next round is due after one that found nobody; the last is at the end of its time. */
  nextRoundAt({ roundPauseSeconds }: MatchingPolicy, now: Date): Date {
    const next = now.getTime() + roundPauseSeconds * 1_000;
    return new Date(Math.min(next, this.endsBy.getTime()));
  }

  lookAgainAt(due: Date): void {
    this.nextLookAt = due;
  }

  /** Its time is spent and somebody was asked; or it is so late, as behind an outage, that nobody waits for a last look. */
  looksNoMore(policy: MatchingPolicy, now: Date): boolean {
    return now > this.waitsUntil(policy) || (this.isTimeSpent(now) && this.rounds > 0 && this.offers > 0);
  }

  isTimeSpent(now: Date): boolean {
    return now >= this.endsBy;
  }

  /** So many rounds in a row found nobody as its policy bears. */
  isRadiusSpent({ emptyRounds }: MatchingPolicy): boolean {
    return emptyRounds > 0 && this.emptyRounds >= emptyRounds;
  }

  /** The last round is due at the end of its time; one that has not come a pause later is waited for no more. */
  waitsUntil({ roundPauseSeconds }: MatchingPolicy): Date {
    const windowOver = this.windowSeconds === null ? 0 : this.windowSeconds + 1;
    return new Date(this.endsBy.getTime() + Math.max(roundPauseSeconds, windowOver) * 1_000);
  }

  /** The timer that ends it should no round do so. */
  endPlanned(dueAt: Date, now: Date): SearchEndPlanned {
    const { id, rideId, version } = this;
    const timer = new SearchEndPlanned(id, { searchId: id, rideId, dueAt: dueAt.toISOString() }, now);
    timer.aggregateVersion = version;
    return timer;
  }

  giveUp(reason: 'radius_spent' | 'time_spent' | 'organization_suspended', now: Date): void {
    const { id, rideId, rounds, offers } = this;
    this.record(new NoDriversFound(id, { searchId: id, rideId, reason, rounds, offers }, now));
    this.end('NO_DRIVERS', 'no_drivers', now);
  }

  /** A driver has the ride, by an accepted offer or by an operator's hand. */
  endAssigned(now: Date): void {
    this.end('ASSIGNED', 'assigned', now);
  }

  cancel(now: Date): void {
    this.end('CANCELLED', 'cancelled', now);
  }

  private end(status: SearchStatus, outcome: 'assigned' | 'no_drivers' | 'cancelled', now: Date): void {
    if (this.status !== 'OPEN') throw new Error(`Search ${this.id} is ${this.status}; only an OPEN one ends.`);
    Object.assign(this, { status, endedAt: now });
    const { id, rideId, rounds, offers } = this;
    this.record(new SearchEnded(id, { searchId: id, rideId, outcome, rounds, offers }, now));
  }
}
