import type { Page } from '../../../platform/http/page';
import type { ChargeKind } from '../contracts/payment-events';
import type { Charge } from '../domain/charge';
import type { ChargeStatus } from '../domain/charge-status';

/** As its rider sees it. */
export class OwnChargeResponse {
  id: string;
  rideId: string;
  kind: ChargeKind;
  amountPaise: number;
  status: ChargeStatus;
  raisedAt: string;
  paidAt: string | null;

  static of({ id, rideId, kind, amountPaise, status, raisedAt, paidAt }: Charge): OwnChargeResponse {
    const times = { raisedAt: raisedAt.toISOString(), paidAt: paidAt?.toISOString() ?? null };
    return { id, rideId, kind, amountPaise, status, ...times };
  }
}

export class OwnChargePage {
  items: OwnChargeResponse[];
  next: string | null;

  static of({ items, next }: Page<Charge>): OwnChargePage {
    return { items: items.map((charge) => OwnChargeResponse.of(charge)), next };
  }
}

export class ChargeResponse extends OwnChargeResponse {
  riderId: string;
  /** Who drove the ride; null where nobody was assigned when the rider cancelled. */
  driverId: string | null;
  /** Who has the cash: of a fee, the driver of a later ride. */
  paidToDriverId: string | null;
  /** The ride with whose fare it was collected. */
  paidWithRideId: string | null;
  /** Of the last decision of an operator about it, as the next two. */
  decidedAt: string | null;
  decidedBy: string | null;
  /** @example 'The rider showed that he had paid.' */
  decisionReason: string | null;
  /** Reviewed fare less this one, where a review came after it was paid and found another; settled by hand. */
  differsByPaise: number | null;
  /** When an operator had settled that, as the next two; null where nobody has. */
  differenceSettledAt: string | null;
  differenceSettledBy: string | null;
  /** @example 'Refunded in cash at the hub.' */
  differenceReason: string | null;

  static override of(charge: Charge): ChargeResponse {
    const { riderId, driverId, paidToDriverId, paidWithRideId, decidedAt, decidedBy, decisionReason, differsByPaise } =
      charge;
    const { differenceSettledAt, differenceSettledBy, differenceReason } = charge;
    return {
      ...OwnChargeResponse.of(charge),
      ...{ riderId, driverId, paidToDriverId, paidWithRideId, decidedBy, decisionReason, differsByPaise },
      decidedAt: decidedAt?.toISOString() ?? null,
      ...{ differenceSettledAt: differenceSettledAt?.toISOString() ?? null, differenceSettledBy, differenceReason },
    };
  }
}

export class ChargePage {
  items: ChargeResponse[];
  next: string | null;

  static of({ items, next }: Page<Charge>): ChargePage {
    return { items: items.map((charge) => ChargeResponse.of(charge)), next };
  }
}
