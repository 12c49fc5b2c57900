import { Column } from 'typeorm';
import { computeFare, type Fare, type FareLine } from '../../../kernel/fare';
import type { GeoPoint } from '../../../kernel/geo-point';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import type { DomainEvent } from '../../../platform/events/domain-event';
import type { Cancellation } from './cancellation';
import { JSON_WITH_DATES } from './json-dates';
import { RideBooking } from './ride-booking';
import { refusedByState } from './ride-errors';
import { type RideStatus, STATUSES_WITH_DRIVER } from './ride-status';
import type { StartTries } from './start-tries';
import { type OpenLeg, tripFacts, type TripLeg, type TripRecord } from './trip-record';

/** Who drives, as he and his cab were when he was assigned. */
export interface DriverOnRide {
  readonly name: string;
  readonly phone: string;
  readonly plate: string;
  readonly vehicleClass: VehicleClass;
  /** He took this ride while he carried another rider, whom he sets down first. Left out where he was free. */
  readonly finishesAnotherFirst?: true;
}

/** Where a trip was interrupted, and where its second cab takes the rider up. */
export interface Breakdown {
  readonly brokeDownAt: Date;
  /** Null where nobody said. */
  readonly point: GeoPoint | null;
  readonly reason: string;
  /** The search for a second cab has ended without one, and none has begun since. */
  readonly nobodyFound?: boolean;
}

/** By whom the rider was first told when, whoever comes in the end. */
export interface FirstPromise {
  /** Of the first driver. */
  readonly engagementId: string;
  /** Null where the pickup moved after that driver was lost: no promise binds for the new place, until the next driver's. */
  readonly pickupAt: Date | null;
}

/** A ride that nobody drives. */
export const NOBODY = {
  engagementId: null,
  driverId: null,
  vehicleId: null,
  driver: null,
  acceptedPickup: null,
  assignedAt: null,
  departedAt: null,
  arrivedAt: null,
} as const;

/** Where the ride is in its life, and what its trip has been so far. */
export abstract class RideState extends RideBooking {
  private unwritten: DomainEvent[] | undefined;

  @Column('text')
  status: RideStatus;

  @Column('uuid', { name: 'engagement_id' })
  engagementId: string | null;

  @Column('uuid', { name: 'driver_id' })
  driverId: string | null;

  @Column('uuid', { name: 'vehicle_id' })
  vehicleId: string | null;

  @Column('jsonb')
  driver: DriverOnRide | null;

  /** Where the pickup was when the driver got the ride; null without one, or where he got it before this was remembered. */
  @Column('jsonb', { name: 'accepted_pickup' })
  acceptedPickup: GeoPoint | null;

  /** Of the first driver; null before him, and of rides that are scheduled. */
  @Column('jsonb', { name: 'first_promise', transformer: JSON_WITH_DATES })
  firstPromise: FirstPromise | null;

  /** By the rider himself. */
  @Column('int', { name: 'pickup_moves' })
  pickupMoves: number;

  @Column('timestamptz', { name: 'assigned_at' })
  assignedAt: Date | null;

  @Column('timestamptz', { name: 'departed_at' })
  departedAt: Date | null;

  @Column('timestamptz', { name: 'arrived_at' })
  arrivedAt: Date | null;

  /** Where the driver was when he arrived; where none vouched for his place, the point that was booked. */
  @Column('jsonb', { name: 'confirmed_pickup' })
  confirmedPickup: GeoPoint | null;

  /** Of the first leg. */
  @Column('timestamptz', { name: 'started_at' })
  startedAt: Date | null;

  @Column('int', { name: 'waiting_seconds' })
  waitingSeconds: number | null;

  /** One for each cab that drove a part of the trip; the last is open while the ride is under way. */
  @Column('jsonb', { transformer: JSON_WITH_DATES })
  legs: readonly (TripLeg | OpenLeg)[];

  @Column('jsonb', { transformer: JSON_WITH_DATES })
  breakdown: Breakdown | null;

  @Column('jsonb', { name: 'start_tries', transformer: JSON_WITH_DATES })
  startTries: StartTries;

  @Column('jsonb', { transformer: JSON_WITH_DATES })
  trip: TripRecord | null;

  @Column('bigint', { name: 'fare_paise' })
  farePaise: number | null;

  @Column('jsonb', { name: 'fare_lines' })
  fareLines: readonly FareLine[] | null;

  @Column('boolean', { name: 'awaiting_review' })
  awaitingReview: boolean;

  @Column('jsonb')
  cancellation: (Cancellation & { readonly feePaise: number }) | null;

  /** What it costs the rider that he did not come; null unless it is a no-show. */
  @Column('bigint', { name: 'no_show_fee_paise' })
  noShowFeePaise: number | null;

  @Column('timestamptz', { name: 'overdue_at' })
  overdueAt: Date | null;

  /** When it was completed, cancelled or a no-show. */
  @Column('timestamptz', { name: 'closed_at' })
  closedAt: Date | null;

  /** What has happened since it was last asked, for the timeline. */
  takeUnwritten(): DomainEvent[] {
    const events = this.unwritten ?? [];
    this.unwritten = undefined;
    return events;
  }

  protected override record(event: DomainEvent): void {
    super.record(event);
    (this.unwritten ??= []).push(event);
  }

  get passenger(): { name: string; phone: string } {
    return { name: this.passengerName, phone: this.passengerPhone };
  }

  /** The trip has begun with another cab, and this one finishes it. */
  get continuesTrip(): boolean {
    return this.legs.length > 0;
  }

  /** A driver is on his way or waits: the rider tells him the code to start with. */
  get awaitsStart(): boolean {
    return STATUSES_WITH_DRIVER.includes(this.status) && this.status !== 'STARTED';
  }

  /** Until he departs, the driver may be finishing another ride first. */
  get finishingAnotherRide(): boolean {
    return this.status === 'DRIVER_ASSIGNED' && (this.driver?.finishesAnotherFirst ?? false);
  }

  protected get legIsOpen(): boolean {
    return this.legs.at(-1)?.endedAt === null;
  }

  /** For the facts of a ride that has a driver. */
  protected get who(): { rideId: string; driverId: string; vehicleId: string } {
    return { rideId: this.id, driverId: this.driverId!, vehicleId: this.vehicleId! };
  }

  /** Under whose key the places of a fact lie. */
  protected get rider(): { passenger: { phone: string } } {
    return { passenger: { phone: this.passengerPhone } };
  }

  protected openLeg(odometerStartMetres: number, startedAt: Date): void {
    const leg: OpenLeg = {
      driverId: this.driverId!,
      driverName: this.driver!.name,
      vehicleId: this.vehicleId!,
      plate: this.driver!.plate,
      vehicleClass: this.driver!.vehicleClass,
      startedAt,
      endedAt: null,
      odometerStartMetres,
      odometerEndMetres: null,
    };
    this.legs = [...this.legs, leg];
  }

  /** Where a breakdown has ended it already, it stays as it is. */
  protected endLeg(endedAt: Date, odometerEndMetres: number | null): void {
    if (!this.legIsOpen) return;
    this.legs = [...this.legs.slice(0, -1), { ...this.legs.at(-1)!, endedAt, odometerEndMetres }];
  }

  /** What was read when it happened stays. */
  protected readAtBreakdown(odometerMetres: number): void {
    const last = this.legs.at(-1)! as TripLeg;
    this.legs = [...this.legs.slice(0, -1), { ...last, odometerEndMetres: last.odometerEndMetres ?? odometerMetres }];
  }

  protected assertLegOpen(): void {
    if (this.legIsOpen) return;
    throw refusedByState(
      'already_broken_down',
      'The cab has broken down; another finishes the trip, or an operator ends it here.',
    );
  }

  /** By the terms it was quoted under. */
  protected price(trip: TripRecord): Fare {
    const { tripType, rentalPackageCode } = this;
    const fare = computeFare(
      this.tariffTerms,
      tripFacts(trip, { tripType, airport: tripType === 'AIRPORT', rentalPackageCode }),
    );
    this.farePaise = fare.totalPaise;
    this.fareLines = fare.lines;
    return fare;
  }

  protected close(status: 'COMPLETED' | 'NO_SHOW' | 'CANCELLED', now: Date): void {
    this.status = status;
    this.closedAt = now;
  }
}
