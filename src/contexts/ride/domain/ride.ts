import { Entity } from 'typeorm';
import { distanceMetres as metresBetween, type GeoPoint } from '../../../kernel/geo-point';
import {
  RideArrived,
  RideBooked,
  RideBrokenDown,
  RideDeparted,
  RideOverdue,
  RideStarted,
  RideStartRefused,
  RideStartUnlocked,
} from '../contracts/ride-events';
import { type Authority, overrideFact } from './authority';
import { type BookingTerms, flat } from './ride-booking';
import { RideEnding } from './ride-ending';
import { refusedByState } from './ride-errors';
import { NOBODY } from './ride-state';
import { assertMove, isFinal, isUnderWay } from './ride-status';
import { waitingSeconds } from './ride-times';
import { rideCodeMatches } from './start-code';
import { afterWrongTry, MOST_WRONG_TRIES, NO_TRIES } from './start-tries';
import { checkArrival, checkDeparture, checkStart, type PositionFix } from './start-window';

export interface StartAttempt {
  readonly given: string | null;
  readonly expected: string;
  readonly odometerMetres: number;
}

export type StartOutcome = { readonly started: true } | { readonly started: false; readonly triesLeft: number };

/** A ride from its booking to its end. Every step checks that the ride's state and the rules of time and place allow it. */
@Entity({ schema: 'ride', name: 'rides' })
export class Ride extends RideEnding {
  static book(terms: BookingTerms): Ride {
    const ride = Object.assign(new Ride(), terms, {
      status: 'CREATED',
      ...NOBODY,
      firstPromise: null,
      pickupMoves: 0,
      confirmedPickup: null,
      startedAt: null,
      waitingSeconds: null,
      legs: [],
      breakdown: null,
      startTries: NO_TRIES,
      trip: null,
      noShowFeePaise: null,
      farePaise: null,
      fareLines: null,
      awaitingReview: false,
      cancellation: null,
      overdueAt: null,
      closedAt: null,
    } as const);
    ride.record(
      new RideBooked(
        ride.id,
        {
          rideId: ride.id,
          riderId: terms.riderId,
          when: terms.demand,
          city: terms.cityCode,
          vehicleClass: terms.vehicleClass,
          tripType: terms.tripType,
          pickupAt: terms.pickupAt.toISOString(),
          pickup: flat(terms.pickup),
          drop: terms.drop && flat(terms.drop),
          stops: terms.stops.map(flat),
          passenger: ride.passenger,
          paymentMode: terms.paymentMode,
          quotedFarePaise: terms.quotedFarePaise,
          expectedMetres: terms.expectedMetres,
          expectedMinutes: terms.expectedMinutes,
        },
        terms.bookedAt,
      ),
    );
    return ride;
  }

  /** @throws DomainError `illegal_ride_transition`, `too_early_to_depart`. */
  depart(authority: Authority, now: Date): void {
    assertMove(this.status, 'EN_ROUTE');
    const waived = checkDeparture(this.pickupAt, this.windows, now, authority.override ?? undefined);
    this.status = 'EN_ROUTE';
    this.departedAt = now;
    this.record(new RideDeparted(this.id, { ...this.who, override: overrideFact(authority, waived) }, now));
  }

  /**
   * A second cab comes to where the first broke down, when it can: the plan's place and time bind it no more.
   * @throws DomainError `illegal_ride_transition`, and those of `checkArrival`.
   */
  arrive(fix: PositionFix | null, authority: Authority, now: Date): void {
    assertMove(this.status, 'ARRIVED');
    const meeting = this.continuesTrip ? (this.breakdown?.point ?? fix?.point ?? null) : this.pickup.point;
    const arrival = { pickupAt: this.continuesTrip ? now : this.pickupAt, pickup: meeting ?? this.pickup.point, fix };
    const waived = checkArrival(arrival, this.windows, now, authority.override ?? undefined);
    this.status = 'ARRIVED';
    this.arrivedAt = now;
    // A position that an operator had to overrule confirms nothing.
    const confirms = fix !== null && waived.every((code) => code.endsWith('_arrive'));
    if (!this.continuesTrip) this.confirmedPickup = confirms ? fix.point : this.pickup.point;
    const metresFromPickup = fix === null ? 0 : Math.round(metresBetween(fix.point, arrival.pickup));
    const override = overrideFact(authority, waived);
    const place = fix && fix.point;
    this.record(new RideArrived(this.id, { ...this.who, ...this.rider, metresFromPickup, place, override }, now));
  }

  /**
   * A wrong code is an answer and no exception, so that its count is committed.
   * @throws DomainError `illegal_ride_transition`, `too_early_to_start`, `start_code_locked`.
   */
  start(attempt: StartAttempt, authority: Authority, now: Date): StartOutcome {
    assertMove(this.status, 'STARTED');
    const waived = [...checkStart(this.pickupAt, this.windows, now, authority.override ?? undefined)];
    if (authority.override?.waivesCode) waived.push('start_code');
    else if (!this.codeIsRight(attempt)) return this.refuseStart(now);
    if (!this.continuesTrip) {
      this.startedAt = now;
      this.waitingSeconds = waitingSeconds(this.pickupAt, this.arrivedAt!, now);
    }
    this.status = 'STARTED';
    this.startTries = NO_TRIES;
    const { odometerMetres: odometerStartMetres } = attempt;
    this.openLeg(odometerStartMetres, now);
    const override = overrideFact(authority, waived);
    this.record(new RideStarted(this.id, { ...this.who, odometerStartMetres, override }, now));
    return { started: true };
  }

  /** @throws DomainError `start_not_locked`. */
  unlockStart(by: string, reason: string, now: Date): void {
    if (this.startTries.lockedAt === null) {
      throw refusedByState('start_not_locked', 'The start code of this ride is not locked.');
    }
    this.startTries = NO_TRIES;
    this.record(new RideStartUnlocked(this.id, { rideId: this.id, by, reason }, now));
  }

  /**
   * With the rider aboard the leg ends here, and the ride stays under way until another driver is assigned. On the way to
   * him nothing has begun, and whoever assigns takes the driver off.
   * @throws DomainError `ride_not_under_way`, `already_broken_down`.
   */
  breakDown(
    at: { point: GeoPoint | null; odometerMetres: number | null; reason: string },
    authority: Authority,
    now: Date,
  ): void {
    if (!isUnderWay(this.status)) {
      throw refusedByState('ride_not_under_way', `The cab of a ride that is ${this.status} is not under way for it.`);
    }
    const { odometerMetres, point: place, reason } = at;
    const aboard = this.status === 'STARTED';
    if (aboard) {
      this.assertLegOpen();
      this.endLeg(now, odometerMetres);
      this.breakdown = { brokeDownAt: now, point: place, reason };
    }
    const said = { aboard, odometerMetres, place, reason, override: overrideFact(authority, []) };
    this.record(new RideBrokenDown(this.id, { ...this.who, ...this.rider, ...said }, now));
  }

  /** Only marks it, once; what to do about it an operator decides. */
  markOverdue(now: Date): void {
    if (isFinal(this.status) || this.startedAt !== null || this.overdueAt !== null) return;
    this.overdueAt = now;
    const { status, driverId, vehicleId } = this;
    const pickupAt = this.pickupAt.toISOString();
    this.record(new RideOverdue(this.id, { rideId: this.id, status, pickupAt, driverId, vehicleId }, now));
  }

  private codeIsRight({ given, expected }: StartAttempt): boolean {
    if (this.startTries.lockedAt !== null) {
      throw refusedByState(
        'start_code_locked',
        `The code was wrong ${MOST_WRONG_TRIES} times; an operator must unlock this ride's start, or start it himself.`,
      );
    }
    return rideCodeMatches(expected, given ?? '');
  }

  private refuseStart(now: Date): StartOutcome {
    this.startTries = afterWrongTry(this.startTries, now);
    const { wrong: wrongTries, lockedAt } = this.startTries;
    this.record(new RideStartRefused(this.id, { ...this.who, wrongTries, locked: lockedAt !== null }, now));
    return { started: false, triesLeft: MOST_WRONG_TRIES - wrongTries };
  }
}
