import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import {
  OfferAccepted,
  OfferDeclined,
  OfferExpiryPlanned,
  OfferLapsed,
  OfferMade,
  OfferWithdrawn,
} from '../contracts/assignment-events';
import type { Finishing, Pickup } from './candidate';
import type { Search } from './search';

export type OfferStatus = 'OPEN' | 'ACCEPTED' | 'DECLINED' | 'LAPSED' | 'WITHDRAWN';

/** Whom the ride is offered to, and the way that he would take. */
export interface Asked {
  readonly driverId: string;
  readonly vehicleId: string;
  readonly pickup: Pickup;
  /** What he must carry to its end before. */
  readonly finishing?: Finishing | null;
}

/** A ride, offered to one driver for some seconds. It changes under the lock of the ride. */
@Entity({ schema: 'assignment', name: 'offers' })
export class Offer extends Aggregate {
  @PrimaryColumn('uuid')
  override id: string;

  @Column('uuid', { name: 'organization_id' })
  override organizationId: string;

  @Column('int')
  override version: number;

  @Column('uuid', { name: 'search_id' })
  searchId: string;

  @Column('uuid', { name: 'ride_id' })
  rideId: string;

  @Column('uuid', { name: 'driver_id' })
  driverId: string;

  @Column('uuid', { name: 'vehicle_id' })
  vehicleId: string;

  @Column('int')
  round: number;

  @Column('text')
  status: OfferStatus;

  @Column('int', { name: 'pickup_metres' })
  pickupMetres: number;

  @Column('int', { name: 'pickup_seconds' })
  pickupSeconds: number;

  @Column('boolean', { name: 'pickup_estimated' })
  pickupEstimated: boolean;

  @Column('timestamptz', { name: 'made_at' })
  madeAt: Date;

  /** The first moment at which it can no longer be accepted. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;

  @Column('text', { name: 'end_reason', nullable: true })
  endReason: string | null;

  /** He accepted it, and could not be held for the ride: the same search asks him no more. */
  @Column('boolean', { name: 'could_not_take' })
  couldNotTake: boolean;

  /** The ride that he finishes first; null of an idle driver. */
  @Column('uuid', { name: 'after_ride_id', nullable: true })
  afterRideId: string | null;

  /** When he will have: the way to the pickup begins then, and `pickupSeconds` counts from the offer. */
  @Column('timestamptz', { name: 'free_at', nullable: true })
  freeAt: Date | null;

  /** In the search's present round. */
  static make(id: string, search: Search, driver: Asked, seconds: number, now: Date): Offer {
    const { driverId, vehicleId, pickup, finishing } = driver;
    const { organizationId, id: searchId, rideId, rounds: round } = search;
    const expiresAt = new Date(now.getTime() + seconds * 1_000);
    const offer = new Offer();
    Object.assign(offer, { id, organizationId, searchId, rideId, driverId, vehicleId, round, status: 'OPEN' });
    Object.assign(offer, {
      pickupMetres: pickup.metres,
      pickupSeconds: pickup.seconds,
      pickupEstimated: pickup.estimated,
      madeAt: now,
      expiresAt,
      endedAt: null,
      endReason: null,
      couldNotTake: false,
      afterRideId: finishing?.rideId ?? null,
      freeAt: finishing?.freeAt ?? null,
    });
    const way = { pickupMetres: pickup.metres, pickupSeconds: pickup.seconds, expiresAt: expiresAt.toISOString() };
    offer.record(new OfferMade(id, { ...offer.fact, vehicleId, ...way, afterRideId: offer.afterRideId }, now));
    return offer;
  }

  /** Of the way to the pickup alone, without the ride that he finishes first. */
  get waySeconds(): number {
    const rest = this.freeAt === null ? 0 : Math.round((this.freeAt.getTime() - this.madeAt.getTime()) / 1_000);
    return Math.max(0, this.pickupSeconds - rest);
  }

  /** The timer that goes with it. */
  expiry(now: Date): OfferExpiryPlanned {
    const timer = new OfferExpiryPlanned(this.id, { ...this.fact, expiresAt: this.expiresAt.toISOString() }, now);
    timer.aggregateVersion = this.version;
    return timer;
  }

  /** @throws DomainError `offer_not_open` with the status; `offer_lapsed` from `expiresAt` on */
  accept(now: Date): void {
    this.assertAnswerable(now);
    this.end('ACCEPTED', null, now);
    this.record(new OfferAccepted(this.id, this.fact, now));
  }

  /** @throws DomainError `offer_not_open` with the status; `offer_lapsed` from `expiresAt` on */
  decline(reason: string, now: Date): void {
    this.assertAnswerable(now);
    this.end('DECLINED', reason, now);
    this.record(new OfferDeclined(this.id, { ...this.fact, reason }, now));
  }

  /** Nothing where it has ended, or its time is not over. */
  lapse(now: Date): void {
    if (this.status !== 'OPEN' || now < this.expiresAt) return;
    this.end('LAPSED', null, now);
    this.record(new OfferLapsed(this.id, this.fact, now));
  }

  /** Nothing where it has ended. */
  withdraw(reason: string, now: Date): void {
    if (this.status !== 'OPEN') return;
    this.end('WITHDRAWN', reason, now);
    this.record(new OfferWithdrawn(this.id, { ...this.fact, reason }, now));
  }

  /** The driver would take it and cannot: taken back from him as any other, and remembered. Nothing where it has ended. */
  refuse(why: string, now: Date): void {
    if (this.status !== 'OPEN') return;
    this.withdraw(`He could not take it: ${why}`, now);
    this.couldNotTake = true;
  }

  private get fact() {
    return { offerId: this.id, searchId: this.searchId, rideId: this.rideId, driverId: this.driverId };
  }

  /** @throws DomainError `offer_not_open` with the status; `offer_lapsed` from `expiresAt` on */
  assertAnswerable(now: Date): void {
    const { id: offerId, status } = this;
    if (status === 'LAPSED' || (status === 'OPEN' && now >= this.expiresAt)) {
      const expiresAt = this.expiresAt.toISOString();
      const message = `This offer lapsed at ${expiresAt}: it was to be answered before.`;
      throw new DomainError('conflict', 'offer_lapsed', message, { offerId, expiresAt });
    }
    if (status !== 'OPEN') {
      const message = `This offer is ${status} already; only an open one is answered.`;
      throw new DomainError('conflict', 'offer_not_open', message, { offerId, offerStatus: status });
    }
  }

  private end(status: OfferStatus, endReason: string | null, now: Date): void {
    Object.assign(this, { status, endedAt: now, endReason });
  }
}
