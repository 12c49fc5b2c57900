import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { RideCancelled, RideCompleted, RideNoShow, RideReviewed } from '../../ride/contracts/ride-events';
import type { ChargeKind } from '../contracts/payment-events';
import { Charge } from '../domain/charge';
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

  /** A trip in doubt has no fare until it is reviewed. */
  @InTransaction(RideCompleted)
  async completed(event: RideCompleted): Promise<void> {
    const { awaitingReview, paymentMode, farePaise } = event.payload;
    if (!awaitingReview && paymentMode === 'CASH') await this.raise(event, 'FARE', farePaise);
  }

  @InTransaction(RideReviewed)
  async reviewed(event: RideReviewed): Promise<void> {
    if (event.payload.paymentMode === 'CASH') await this.raise(event, 'FARE', event.payload.farePaise);
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

  private async raise(event: EndedRide, kind: ChargeKind, amountPaise: number): Promise<void> {
    const { rideId, riderId, driverId } = event.payload;
    const { organizationId, occurredAt } = event;
    if (riderId === null || organizationId === null || amountPaise === 0) return;
    const raised = { kind, rideId, riderId, driverId, amountPaise };
    await this.charges.add(Charge.raise(uuidv7(), organizationId, raised, occurredAt));
    await this.balances.tell(riderId, organizationId, occurredAt);
  }
}
