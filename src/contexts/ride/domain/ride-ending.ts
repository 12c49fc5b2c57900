import type { GeoPoint } from '../../../kernel/geo-point';
import type { DomainError } from '../../../platform/errors/domain-error';
import { RideCancelled, RideCompleted, RideNoShow, RideReviewed } from '../contracts/ride-events';
import { type Authority, overrideFact } from './authority';
import { assertCancellable, cancellationFeePaise, type Cancellation } from './cancellation';
import { type CancellationTerms, DEFAULT_CANCELLATION_TERMS, noShowFeePaise } from './cancellation-terms';
import { assertReviewTimes } from './review-times';
import { RideDispatch } from './ride-dispatch';
import { refusedByState } from './ride-errors';
import { assertMove, isFinal } from './ride-status';
import { checkNoShow } from './start-window';
import {
  awaitsReview,
  disagrees,
  legMetres,
  recordTrip,
  reviewTrip,
  type TripCorrection,
  tripFigures,
  type TripLeg,
} from './trip-record';
import { type LegTrace, tracedMetres } from './trip-trace';

export interface CompletionFigures {
  readonly odometerMetres: number;
  readonly tollsPaise: number;
  readonly parkingPaise: number;
  /** What was measured of each leg, in order; null where nothing was. */
  readonly traces?: readonly (LegTrace | null)[];
}

/** How the ride ends: completed and priced, called off, or without its rider. */
export abstract class RideEnding extends RideDispatch {
  /**
   * Where the cab has broken down and the rider was not carried on, an operator ends the trip there. A reading taken at the
   * breakdown stands; else the one given now is it.
   * @throws DomainError `illegal_ride_transition`, `already_broken_down`, and those of `recordTrip` and `computeFare`.
   */
  complete(figures: CompletionFigures, authority: Authority, now: Date): void {
    assertMove(this.status, 'COMPLETED');
    if (authority.override === null) this.assertLegOpen();
    const cutShort = !this.legIsOpen;
    if (cutShort) this.readAtBreakdown(figures.odometerMetres);
    else this.endLeg(now, figures.odometerMetres);
    this.settle(figures, { authority, cutShort }, now);
  }

  /**
   * The rider goes no farther from where the cab broke down, since no other was found.
   * @throws DomainError `illegal_ride_transition`, `ride_not_broken_down`, `second_cab_searched` (conflict).
   */
  endByRider(traces: readonly (LegTrace | null)[], riderId: string, now: Date): void {
    assertMove(this.status, 'COMPLETED');
    if (this.legIsOpen) {
      throw refusedByState(
        'ride_not_broken_down',
        'The cab is under way with you; its driver ends the trip at the drop.',
      );
    }
    if (!this.breakdown?.nobodyFound) {
      throw refusedByState(
        'second_cab_searched',
        'Another cab is searched to take you on. Once none was found you can end the trip here.',
      );
    }
    const authority = { userId: riderId, override: null };
    this.settle({ tollsPaise: 0, parkingPaise: 0, traces }, { authority, cutShort: true }, now);
  }

  /** The legs have ended: they are the trip, and the trip is the fare. */
  private settle(
    { tollsPaise, parkingPaise, traces = [] }: Omit<CompletionFigures, 'odometerMetres'>,
    { authority, cutShort }: { authority: Authority; cutShort: boolean },
    now: Date,
  ): void {
    const legs = this.legs as readonly TripLeg[];
    const last = legs.at(-1)!;
    this.trip = recordTrip({
      confirmedPickup: this.confirmedPickup!,
      legs,
      waitingSeconds: this.waitingSeconds!,
      tollsPaise,
      parkingPaise,
      quotedFarePaise: this.quotedFarePaise,
      expectedMetres: this.expectedMetres,
      tracedMetres: tracedMetres(legs, traces, cutShort ? this.placesUpToBreakdown : this.places),
    });
    this.awaitingReview = awaitsReview(this.trip);
    const fare = this.awaitingReview ? null : this.price(this.trip);
    this.close('COMPLETED', now);
    this.record(
      new RideCompleted(
        this.id,
        {
          ...this.who,
          riderId: this.riderId,
          ...tripFigures(this.trip),
          distanceSource: this.trip.distanceSource,
          odometerEndMetres: last.odometerEndMetres,
          odometerAgrees: this.trip.distanceSource !== 'trace' || agrees(last, traces.at(-1)!),
          farePaise: fare?.totalPaise ?? 0,
          fareLines: [...(fare?.lines ?? [])],
          quotedFarePaise: this.quotedFarePaise,
          paymentMode: this.paymentMode,
          awaitingReview: this.awaitingReview,
          cutShort,
          override: overrideFact(authority, []),
        },
        now,
      ),
    );
  }

  /** An operator settles the figures of a doubtful trip, and with them the fare. @throws DomainError as `reviewTrip` and `assertReviewTimes`; `ride_not_completed`. */
  review(correction: TripCorrection, now: Date): void {
    if (this.trip === null) throw refusedByState('ride_not_completed', 'Only a completed ride has a trip to review.');
    const trip = reviewTrip(this.trip, correction);
    const { tripType, startedAt } = this;
    // Of several cabs only the last one's departure is known still.
    const departedAt = this.legs.length > 1 ? startedAt! : this.departedAt!;
    assertReviewTimes(trip, { departedAt, tripType, now });
    const before = tripFigures(this.trip);
    this.trip = trip;
    this.awaitingReview = false;
    const { totalPaise: farePaise, lines } = this.price(this.trip);
    const { operatorId: reviewedBy, note: reason } = correction;
    const { paymentMode } = this;
    const fareLines = [...lines];
    const settled = {
      riderId: this.riderId,
      before,
      ...tripFigures(trip),
      farePaise,
      fareLines,
      paymentMode,
      reviewedBy,
      reason,
    };
    this.record(new RideReviewed(this.id, { ...this.who, ...settled }, now));
  }

  /** @throws DomainError `illegal_ride_transition`, `too_early_for_no_show`, `trip_has_begun`. */
  noShow(reason: string, authority: Authority, now: Date): void {
    assertMove(this.status, 'NO_SHOW');
    if (this.continuesTrip) throw refusedByState('trip_has_begun', 'The rider was aboard before the breakdown.');
    const waived = checkNoShow(this.pickupAt, this.arrivedAt!, this.windows, now, authority.override ?? undefined);
    this.close('NO_SHOW', now);
    this.noShowFeePaise = this.riderId === null ? 0 : noShowFeePaise(this.policy, this.quotedFarePaise);
    const { riderId, noShowFeePaise: feePaise } = this;
    this.record(
      new RideNoShow(
        this.id,
        { ...this.who, riderId, reason, feePaise, override: overrideFact(authority, waived) },
        now,
      ),
    );
  }

  /** Also a trip that a second cab finishes, whatever that cab is doing. The caller checks the permission this needs. */
  get isUnderWayWithRider(): boolean {
    return !isFinal(this.status) && this.continuesTrip;
  }

  /**
   * What a rider pays for it, the policy at booking says. The request of a rider is not his driver's to end.
   * @throws DomainError those of `assertCancellable`; `driver_withdraws_instead`.
   */
  cancel(cancellation: Cancellation, now: Date): void {
    const from = this.status;
    assertMove(from, 'CANCELLED');
    if (cancellation.actor === 'DRIVER' && this.demand === 'now') throw this.driverWithdrawsInstead();
    assertCancellable(this.isUnderWayWithRider ? 'STARTED' : from, cancellation);
    const feePaise = cancellationFeePaise(cancellation, this, this.policy, now);
    this.endLeg(now, null);
    this.cancellation = { ...cancellation, feePaise };
    this.close('CANCELLED', now);
    const { actor, reason: reasonCode, note: reason } = cancellation;
    const by = actor.toLowerCase() as Lowercase<typeof actor>;
    const { driverId, vehicleId } = this;
    this.record(
      new RideCancelled(
        this.id,
        { rideId: this.id, riderId: this.riderId, driverId, vehicleId, from, by, reasonCode, reason, feePaise },
        now,
      ),
    );
  }

  private driverWithdrawsInstead(): DomainError {
    const { id: rideId } = this;
    const withdrawal = `/v1/driver/rides/${rideId}/withdraw`;
    return refusedByState(
      'driver_withdraws_instead',
      `The rider still needs a cab: give the ride up by POST ${withdrawal}, and another driver is searched at once. ` +
        `Where the rider does not come, report a no-show by POST /v1/rides/${rideId}/no-show.`,
      { withdrawal },
    );
  }

  /** Through which the trip leads at least. */
  private get places(): GeoPoint[] {
    return [this.confirmedPickup!, ...this.stops.map(({ point }) => point), ...(this.drop ? [this.drop.point] : [])];
  }

  /** Which of the stops it reached nobody has said. */
  private get placesUpToBreakdown(): GeoPoint[] {
    return [this.confirmedPickup!, ...(this.breakdown?.point ? [this.breakdown.point] : [])];
  }

  /** Rides booked before there were policies are held to the defaults. */
  private get policy(): CancellationTerms {
    return this.cancellationPolicy ?? DEFAULT_CANCELLATION_TERMS;
  }
}

/** Whether the last cab's readings fit the way that it was seen to drive. */
function agrees(leg: TripLeg, trace: LegTrace): boolean {
  return !disagrees(legMetres(leg), trace.distanceMetres);
}
