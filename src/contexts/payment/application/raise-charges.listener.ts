import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { RideCancelled, RideCompleted, RideNoShow, RideReviewed } from '../../ride/contracts/ride-events';
import type { ChargeKind } from '../contracts/payment-events';
import { Charge } from '../domain/charge';
import { isOver } from '../domain/charge-status';
import { Charges } from '../persistence/charges';
import { RiderBalances } from './rider-balances';

type EndedRide = RideCompleted | RideReviewed | RideNoShow | RideCancelled;

/**
 * Charges a rider for his ride, in the transaction that ends it: its publisher holds the rider's lock. What nobody pays in
 * cash raises nothing here yet, nor does the ride of a passenger without an account.
 */
@Injectable()
export class RaiseCharges {
  constructor(
    private readonly charges: Charges,
    private readonly balances: RiderBalances,
  ) {}

  /**
   * Of a trip in doubt the quoted fare is due until a review says better: a mistyped reading gives nobody a free ride. Whom a
   * cab left half-way owes nothing before: the quote was for the whole way.
   */
  @InTransaction(RideCompleted)
  async completed(event: RideCompleted): Promise<void> {
    const { awaitingReview, cutShort, paymentMode, farePaise, quotedFarePaise } = event.payload;
    if (awaitingReview && cutShort) return;
    if (paymentMode === 'CASH') await this.raise(event, 'FARE', awaitingReview ? quotedFarePaise : farePaise);
  }

  /**
   * The reviewed fare takes the place of the quoted one, unless that is over: what was paid or waived is asked of nobody again.
   * By how much the paid one differs is told to whoever settles it by hand; of a waived one there is nothing to settle.
   */
  @InTransaction(RideReviewed)
  async reviewed(event: RideReviewed): Promise<void> {
    const { rideId, paymentMode, farePaise, reviewedBy } = event.payload;
    if (paymentMode !== 'CASH') return;
    const quoted = await this.charges.fareOf(rideId);
    if (quoted?.amountPaise === farePaise) return;
    if (quoted && isOver(quoted.status)) {
      if (quoted.status === 'WAIVED') return;
      await this.charges.change(quoted, (charge) => charge.differFrom(farePaise, event.occurredAt));
      return;
    }
    if (quoted) await this.withdraw(quoted, reviewedBy, event);
    await this.raise(event, 'FARE', farePaise);
  }

  /** A fee that the driver caused is not the rider's. */
  @InTransaction(RideCancelled)
  async cancelled(event: RideCancelled): Promise<void> {
    if (event.payload.by === 'rider') await this.raise(event, 'CANCELLATION_FEE', event.payload.feePaise);
  }

  @InTransaction(RideNoShow)
  async noShow(event: RideNoShow): Promise<void> {
    await this.raise(event, 'NO_SHOW_FEE', event.payload.feePaise);
  }

  private async withdraw(quoted: Charge, by: string, { organizationId, occurredAt }: RideReviewed): Promise<void> {
    const reason = 'The reviewed fare takes the place of the quoted one.';
    await this.charges.change(quoted, (charge) => charge.waive({ by, reason }, occurredAt));
    await this.balances.tell(quoted.riderId, organizationId!, occurredAt);
  }

  private async raise(event: EndedRide, kind: ChargeKind, amountPaise: number): Promise<void> {
    const { rideId, riderId, driverId } = event.payload;
    const { organizationId, occurredAt } = event;
    if (riderId === null || organizationId === null || amountPaise === 0) return;
    const raised = { kind, rideId, riderId, driverId, amountPaise };
    await this.charges.add(Charge.raise(uuidv7(), organizationId, raised, occurredAt));
    await this.balances.tell(riderId, organizationId, occurredAt);
  }
}
