import { isDeepStrictEqual } from 'node:util';
import { distanceMetres } from '../../../kernel/geo-point';
import type { DomainError } from '../../../platform/errors/domain-error';
import {
  RideAssigned,
  RidePickupMoved,
  RideSearching,
  RideUnassigned,
  RideUnfulfilled,
} from '../contracts/ride-events';
import { leadsNowhere, outsideCity } from './booking-rules';
import { type City, isInOrigin } from './city';
import { quote, type Road } from './quote';
import { flat, type Place } from './ride-booking';
import { refusedByState, ruleNotMet } from './ride-errors';
import { type DriverOnRide, NOBODY, RideState } from './ride-state';
import { assertMove, type RideStatus } from './ride-status';

export interface Assignment {
  readonly engagementId: string;
  readonly driverId: string;
  readonly vehicleId: string;
  readonly driver: DriverOnRide;
  /** Who drove until now, as whoever assigns saw it. */
  readonly previousDriverId: string | null;
  readonly reason: string | null;
  /** When the driver of an on-demand ride is promised at the pickup. */
  readonly promisedPickupAt: Date | null;
}

export interface Search {
  readonly searchId: string;
  readonly reason: string;
}

/** What the new pickup is judged and quoted by. */
export interface PickupMove {
  readonly city: City;
  /** From there over the stops to the drop; left out where nobody has looked at it. */
  readonly road?: Road;
  /** Should the way have to be estimated. */
  readonly kilometresPerHour: number;
  /** Himself, and not somebody for him. */
  readonly byRider: boolean;
}

/** Where nobody was found nobody searches either: a pickup moved then would wait for ever, and look as if it did not. */
const PICKUP_MOVES_IN: readonly RideStatus[] = ['CREATED', 'ASSIGNING', 'DRIVER_ASSIGNED'];
/**
 * From the pickup that the driver accepted, all moves together: across the road or round the block. His promise, his other
 * engagements and the charge of his battery were judged for that place; farther on each would have to be judged anew.
 */
export const PICKUP_MOVES_AT_MOST_METRES = 500;

/** By the rider. Each asks a router, quotes anew and may take an offer back: who looks for his place needs a few. */
export const PICKUP_MOVES_AT_MOST = 10;

/** Who drives the ride, and where to: searched for, found, lost again. Assignment decides; the ride follows, or vetoes. */
export abstract class RideDispatch extends RideState {
  /** @throws DomainError `illegal_ride_transition`; `ride_driver_changed` where the ride's driver is not whom the assigner saw. */
  assign(assignment: Assignment, now: Date): void {
    assertMove(this.status, 'DRIVER_ASSIGNED');
    const { engagementId, driverId, vehicleId, driver, previousDriverId, reason, promisedPickupAt } = assignment;
    // The search for a second cab begins with the first one's driver gone, though the ride keeps him until it has another.
    const brokeDown = this.status === 'STARTED' && !this.legIsOpen && previousDriverId === null;
    if (this.driverId !== previousDriverId && !brokeDown) {
      throw refusedByState(
        'ride_driver_changed',
        'Somebody else changed the driver of this ride; read it again and retry.',
        { driverId: this.driverId },
      );
    }
    if (this.status === 'STARTED') this.endLeg(now, null);
    const said = { previousDriverId: this.driverId, reason, plate: driver.plate, passenger: this.passenger };
    Object.assign(this, { ...NOBODY, status: 'DRIVER_ASSIGNED', engagementId, driverId, vehicleId, driver });
    this.acceptedPickup = this.pickup.point;
    this.assignedAt = now;
    if (promisedPickupAt !== null && this.demand === 'now' && !this.continuesTrip) this.pickupAt = promisedPickupAt;
    if (this.demand === 'now' && !this.continuesTrip) this.rememberPromise(engagementId);
    const when = { pickupAt: (promisedPickupAt ?? this.pickupAt).toISOString(), timeZone: this.timeZone };
    this.record(new RideAssigned(this.id, { ...this.who, ...said, ...when }, now));
  }

  /** Back among the rides that wait for a driver. @throws DomainError `illegal_ride_transition`, `ride_driver_changed`. */
  unassign(driverId: string, reason: string, now: Date): void {
    assertMove(this.status, 'CREATED');
    if (this.driverId !== driverId) {
      throw refusedByState('ride_driver_changed', 'Another driver has this ride by now.', { driverId: this.driverId });
    }
    this.record(new RideUnassigned(this.id, { ...this.who, reason }, now));
    Object.assign(this, { ...NOBODY, status: 'CREATED' });
  }

  /**
   * A driver is searched, at the request or because the last one is gone. With the rider aboard a cab that broke down the
   * ride stays under way, and its driver on it, until another is found.
   * @throws DomainError `illegal_ride_transition`, `ride_driver_aboard`.
   */
  search({ searchId, reason }: Search, now: Date): void {
    const previousDriverId = this.driverId;
    if (this.status === 'STARTED') this.searchAtBreakdown(false);
    else {
      assertMove(this.status, 'ASSIGNING');
      Object.assign(this, { ...NOBODY, status: 'ASSIGNING' });
    }
    this.record(new RideSearching(this.id, { rideId: this.id, searchId, reason, previousDriverId }, now));
  }

  /** The search ended without a driver. @throws DomainError `illegal_ride_transition`, `ride_driver_aboard`. */
  endSearchWithout({ searchId, reason }: Search, now: Date): void {
    if (this.status === 'STARTED') this.searchAtBreakdown(true);
    else {
      assertMove(this.status, 'NO_DRIVERS_FOUND');
      this.status = 'NO_DRIVERS_FOUND';
    }
    this.record(new RideUnfulfilled(this.id, { rideId: this.id, searchId, reason }, now));
  }

  /**
   * The rider stands elsewhere: what is quoted follows, by the terms it was quoted under. Anywhere in the city while nobody
   * drives; near the pickup that the driver accepted from then on. Another address of the same point is no move: it is told,
   * and nothing else changes.
   * @throws DomainError `pickup_cannot_move` (conflict), `pickup_moved_too_often`, `pickup_outside_city`, `pickup_moved_too_far`,
   *   `trip_too_long` (rules), `pickup_is_drop` (invalid).
   */
  movePickup(pickup: Place, move: PickupMove, now: Date): void {
    const refused = this.pickupMoveRefused(pickup, move);
    if (refused) throw refused;
    if (isDeepStrictEqual(flat(pickup), flat(this.pickup))) return;
    const from = flat(this.pickup);
    if (this.isElsewhere(pickup)) this.quoteFrom(pickup, move);
    this.pickup = pickup;
    const { expectedMetres, expectedMinutes, quotedFarePaise } = this;
    const moved = { rideId: this.id, ...this.rider, from, pickup: flat(pickup) };
    this.record(new RidePickupMoved(this.id, { ...moved, expectedMetres, expectedMinutes, quotedFarePaise }, now));
  }

  /** What stands against it as far as this ride knows, before anybody asks for the road. */
  pickupMoveRefused(pickup: Place, { city, byRider }: Pick<PickupMove, 'city' | 'byRider'>): DomainError | null {
    if (!this.pickupMayMove) return this.pickupCannotMove();
    if (!this.isElsewhere(pickup)) return null;
    if (byRider && this.pickupMoves >= PICKUP_MOVES_AT_MOST) {
      return ruleNotMet(
        'pickup_moved_too_often',
        `This pickup was moved ${PICKUP_MOVES_AT_MOST} times, which is the most. Walk to it, or cancel the ride and ask anew.`,
        { most: PICKUP_MOVES_AT_MOST },
      );
    }
    if (!isInOrigin(city, pickup.point)) return outsideCity(pickup.point, city);
    return this.tooFarFromAccepted(pickup) ?? leadsNowhere(this.tripFrom(pickup));
  }

  get pickupMayMove(): boolean {
    return this.demand === 'now' && !this.continuesTrip && PICKUP_MOVES_IN.includes(this.status);
  }

  isElsewhere({ point: { latitude, longitude } }: Place): boolean {
    return latitude !== this.pickup.point.latitude || longitude !== this.pickup.point.longitude;
  }

  private quoteFrom(pickup: Place, { road, kilometresPerHour, byRider }: PickupMove): void {
    const plan = { ...this.tripFrom(pickup), expectedMetres: null, expectedMinutes: null, road };
    const { expectation, fare } = quote(plan, this.tariffTerms, kilometresPerHour);
    if (this.driverId === null) this.voidPromise();
    // A driver who accepted before this was remembered accepted where the pickup was until now.
    else this.acceptedPickup ??= this.pickup.point;
    if (byRider) this.pickupMoves += 1;
    this.expectedMetres = expectation.metres;
    this.expectedMinutes = expectation.minutes;
    this.expectationSource = expectation.source;
    this.quotedFarePaise = fare.totalPaise;
    this.quotedFareLines = fare.lines;
  }

  private tripFrom(pickup: Place) {
    const { tripType, pickupAt, rentalPackageCode } = this;
    const stops = this.stops.map(({ point }) => point);
    return { tripType, pickupAt, pickup: pickup.point, stops, drop: this.drop?.point ?? null, rentalPackageCode };
  }

  private pickupCannotMove(): DomainError {
    const { status } = this;
    return refusedByState(
      'pickup_cannot_move',
      status === 'NO_DRIVERS_FOUND'
        ? 'Nobody was found for this ride, and nobody searches. Cancel it, which is free, and ask again from the new place; ' +
            'or have the operator search again, and then move the pickup.'
        : 'Only a ride for now has its pickup moved, and only before its driver departs.',
      { status },
    );
  }

  /** A second driver's time is no excuse for the first one's. */
  private rememberPromise(engagementId: string): void {
    const first = this.firstPromise;
    const pickupAt = first?.pickupAt ?? this.pickupAt;
    this.firstPromise = { engagementId: first?.engagementId ?? engagementId, pickupAt };
  }

  /** It was made for another place. Who made it first stays known, since whom another replaces is no doing of the rider. */
  private voidPromise(): void {
    this.firstPromise = this.firstPromise && { ...this.firstPromise, pickupAt: null };
  }

  private tooFarFromAccepted(pickup: Place): DomainError | null {
    if (this.driverId === null) return null;
    const metres = Math.round(distanceMetres(this.acceptedPickup ?? this.pickup.point, pickup.point));
    if (metres <= PICKUP_MOVES_AT_MOST_METRES) return null;
    return ruleNotMet(
      'pickup_moved_too_far',
      `The driver accepted a pickup ${metres} m from there, and ${PICKUP_MOVES_AT_MOST_METRES} m is the most that it moves ` +
        'once he has. Walk to him, or cancel the ride and ask for another from the new place.',
      { metres, mostMetres: PICKUP_MOVES_AT_MOST_METRES },
    );
  }

  private searchAtBreakdown(nobodyFound: boolean): void {
    if (this.legIsOpen) {
      throw refusedByState('ride_driver_aboard', 'The cab is under way with the rider; it needs no other driver.');
    }
    this.breakdown = { ...this.breakdown!, nobodyFound };
  }
}
