import { Column, Entity, PrimaryColumn } from 'typeorm';
import { assertPaise } from '../../../kernel/money';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import {
  ChargeDisputed,
  ChargeDisputeSettled,
  type ChargeKind,
  ChargePaidInCash,
  ChargeRaised,
  ChargeWaived,
  FareDifferenceSettled,
  FareDiffers,
} from '../contracts/payment-events';
import { assertTransition, type ChargeStatus } from './charge-status';

export const CHARGE_KINDS: readonly ChargeKind[] = ['FARE', 'CANCELLATION_FEE', 'NO_SHOW_FEE'];

/** What a charge is for. */
export interface RaisedFor {
  readonly kind: ChargeKind;
  readonly rideId: string;
  readonly riderId: string;
  /** Who drove, and collects a fare; null where nobody was assigned when the rider cancelled. */
  readonly driverId: string | null;
  /** In paise, at least one. */
  readonly amountPaise: number;
}

/** An operator's word about a charge. */
export interface Decision {
  readonly by: string;
  readonly reason: string;
}

/** A sum that a rider owes for a ride. What it is for and how much never change. */
@Entity({ schema: 'payment', name: 'charges' })
export class Charge extends Aggregate {
  @PrimaryColumn('uuid') override id: string;
  @Column('uuid', { name: 'organization_id' }) override organizationId: string;
  @Column('int') override version: number;
  @Column('uuid', { name: 'ride_id' }) rideId: string;
  @Column('uuid', { name: 'rider_id' }) riderId: string;
  @Column('uuid', { name: 'driver_id', nullable: true }) driverId: string | null;
  @Column('text') kind: ChargeKind;
  @Column('bigint', { name: 'amount_paise' }) amountPaise: number;
  @Column('timestamptz', { name: 'raised_at' }) raisedAt: Date;
  @Column('text') status: ChargeStatus;
  @Column('timestamptz', { name: 'paid_at', nullable: true }) paidAt: Date | null;
  /** The driver who has the cash: of a fee, the driver of a later ride. */
  @Column('uuid', { name: 'paid_to_driver_id', nullable: true }) paidToDriverId: string | null;
  /** The ride with whose fare it was collected. */
  @Column('uuid', { name: 'paid_with_ride_id', nullable: true }) paidWithRideId: string | null;
  /** Of the operator's last decision, as the next two. */
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt: Date | null;
  @Column('uuid', { name: 'decided_by', nullable: true }) decidedBy: string | null;
  @Column('text', { name: 'decision_reason', nullable: true }) decisionReason: string | null;

  /** By how much the reviewed fare is above this, which was paid by then; null where a review found no other. */
  @Column('bigint', { name: 'differs_by_paise', nullable: true }) differsByPaise: number | null;
  /** When an operator had settled that by hand, as the next two. */
  @Column('timestamptz', { name: 'difference_settled_at', nullable: true }) differenceSettledAt: Date | null;
  @Column('uuid', { name: 'difference_settled_by', nullable: true }) differenceSettledBy: string | null;
  @Column('text', { name: 'difference_reason', nullable: true }) differenceReason: string | null;

  /** @throws RangeError where the amount is not a whole number of at least one paisa */
  static raise(id: string, organizationId: string, raised: RaisedFor, at: Date): Charge {
    const { kind, rideId, riderId, driverId, amountPaise } = raised;
    assertPaise(amountPaise, 'charge');
    if (amountPaise < 1) throw new RangeError(`A charge is at least one paisa, got ${amountPaise}.`);
    const charge = new Charge();
    Object.assign(charge, { id, organizationId, kind, rideId, riderId, driverId, amountPaise });
    charge.raisedAt = at;
    charge.status = 'DUE';
    charge.paidAt = null;
    charge.paidToDriverId = null;
    charge.paidWithRideId = null;
    charge.decidedAt = null;
    charge.decidedBy = null;
    charge.decisionReason = null;
    charge.differsByPaise = null;
    charge.differenceSettledAt = null;
    charge.differenceSettledBy = null;
    charge.differenceReason = null;
    charge.record(new ChargeRaised(id, charge.facts(), at));
    return charge;
  }

  /** @throws DomainError (conflict) `charge_paid`, `charge_waived` */
  payInCash(driverId: string, rideId: string, at: Date): void {
    this.become('PAID');
    this.paidAt = at;
    this.paidToDriverId = driverId;
    this.paidWithRideId = rideId;
    this.record(new ChargePaidInCash(this.id, { ...this.facts(), driverId }, at));
  }

  /** @throws DomainError (conflict) `charge_paid`, `charge_waived` */
  waive(decision: Decision, at: Date): void {
    this.become('WAIVED');
    this.decide(decision, at);
    this.record(new ChargeWaived(this.id, { ...this.facts(), ...decision }, at));
  }

  /** From now on it keeps nobody from riding. @throws DomainError (conflict) `charge_paid`, `charge_waived`, `illegal_charge_transition` */
  dispute(decision: Decision, at: Date): void {
    this.become('DISPUTED');
    this.decide(decision, at);
    this.record(new ChargeDisputed(this.id, { ...this.facts(), ...decision }, at));
  }

  /** Against the rider: he owes it again. @throws DomainError (conflict) `charge_paid`, `charge_waived`, `illegal_charge_transition` */
  settle(decision: Decision, at: Date): void {
    this.become('DUE');
    this.decide(decision, at);
    this.record(new ChargeDisputeSettled(this.id, { ...this.facts(), ...decision }, at));
  }

  /**
   * Of a fare that is paid: it stays as it is, and what the review found beside it is shown. A second telling changes nothing.
   * Of a waived one nobody has any money that could be given back or asked for.
   */
  differFrom(reviewedPaise: number, at: Date): void {
    const { id: chargeId, rideId, riderId, status, amountPaise: quotedPaise } = this;
    if (status !== 'PAID') throw new Error(`Charge ${chargeId} is ${status}, and not paid.`);
    if (this.differsByPaise !== null || reviewedPaise === quotedPaise) return;
    const differsByPaise = reviewedPaise - quotedPaise;
    this.differsByPaise = differsByPaise;
    const said = { chargeId, rideId, riderId, status, quotedPaise, reviewedPaise, differsByPaise };
    this.record(new FareDiffers(chargeId, said, at));
  }

  /** That it was refunded, collected or let be is said once, so that two operators do not both refund it. @throws DomainError (conflict) `no_difference`, `difference_settled` */
  settleDifference({ by, reason }: Decision, at: Date): void {
    const { id: chargeId, rideId, riderId, differsByPaise, differenceSettledAt } = this;
    if (differsByPaise === null) {
      throw new DomainError('conflict', 'no_difference', 'No review found another fare after this charge was paid.');
    }
    if (differenceSettledAt !== null) {
      throw new DomainError('conflict', 'difference_settled', 'This difference has been settled already.', {
        settledAt: differenceSettledAt.toISOString(),
      });
    }
    this.differenceSettledAt = at;
    this.differenceSettledBy = by;
    this.differenceReason = reason;
    this.record(new FareDifferenceSettled(chargeId, { chargeId, rideId, riderId, differsByPaise, by, reason }, at));
  }

  private become(status: ChargeStatus): void {
    assertTransition(this.status, status);
    this.status = status;
  }

  private decide({ by, reason }: Decision, at: Date): void {
    this.decidedAt = at;
    this.decidedBy = by;
    this.decisionReason = reason;
  }

  private facts() {
    const { id, rideId, riderId, kind, amountPaise } = this;
    return { chargeId: id, rideId, riderId, kind, amountPaise };
  }
}
