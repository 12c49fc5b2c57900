import { DomainEvent } from '../../../platform/events/domain-event';

export type ChargeKind = 'FARE' | 'CANCELLATION_FEE' | 'NO_SHOW_FEE';

interface ChargeFact {
  chargeId: string;
  rideId: string;
  riderId: string;
  kind: ChargeKind;
  amountPaise: number;
}

/** A rider owes this. */
export class ChargeRaised extends DomainEvent<ChargeFact> {
  static override readonly type = 'payment.charge_raised';
  static override readonly aggregateType = 'charge';
}

/** The driver says that he has it in cash. */
export class ChargePaidInCash extends DomainEvent<ChargeFact & { driverId: string }> {
  static override readonly type = 'payment.charge_paid_in_cash';
  static override readonly aggregateType = 'charge';
}

export class ChargeWaived extends DomainEvent<ChargeFact & { by: string; reason: string }> {
  static override readonly type = 'payment.charge_waived';
  static override readonly aggregateType = 'charge';
}

/** While it is disputed it keeps nobody from riding. */
export class ChargeDisputed extends DomainEvent<ChargeFact & { by: string; reason: string }> {
  static override readonly type = 'payment.charge_disputed';
  static override readonly aggregateType = 'charge';
}

/** The dispute ended against the rider: he owes it again. */
export class ChargeDisputeSettled extends DomainEvent<ChargeFact & { by: string; reason: string }> {
  static override readonly type = 'payment.charge_dispute_settled';
  static override readonly aggregateType = 'charge';
}

/**
 * A fare that was paid as quoted turned out another when an operator reviewed the trip. Nobody is asked for money, nor given
 * any back, by this: it is settled by hand.
 */
export class FareDiffers extends DomainEvent<{
  chargeId: string;
  rideId: string;
  riderId: string;
  /** Of one told before 1795400000004 also `WAIVED`. */
  status: 'PAID';
  quotedPaise: number;
  reviewedPaise: number;
  /** Reviewed less quoted: above 0 the rider paid too little. */
  differsByPaise: number;
}> {
  static override readonly type = 'payment.fare_differs';
  static override readonly aggregateType = 'charge';
}

/** An operator has refunded such a difference, collected it, or let it be: once. */
export class FareDifferenceSettled extends DomainEvent<{
  chargeId: string;
  rideId: string;
  riderId: string;
  differsByPaise: number;
  by: string;
  reason: string;
}> {
  static override readonly type = 'payment.fare_difference_settled';
  static override readonly aggregateType = 'charge';
}

/** Follows every change of charges, in its transaction: what the rider owes, and what of it keeps him from the next ride. */
export class RiderBalanceChanged extends DomainEvent<{
  riderId: string;
  outstandingPaise: number;
  /** Unpaid fares that are not disputed; fees alone refuse nobody. */
  blockingPaise: number;
}> {
  static override readonly type = 'payment.rider_balance_changed';
  static override readonly aggregateType = 'rider_balance';
}
