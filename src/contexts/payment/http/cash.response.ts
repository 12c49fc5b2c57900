import { cashSumPaise, type CashToCollect, toCollectPaise } from '../domain/cash-to-collect';
import type { ChargeStatus } from '../domain/charge-status';

export class CashResponse {
  rideId: string;
  /** Of the fare. */
  status: ChargeStatus;
  farePaise: number;
  /**
   * Fees of the rider’s earlier rides, which are collected with the fare.
   * @example 5000
   */
  feesPaise: number;
  /**
   * What to take from the rider now; 0 once it is paid or waived.
   * @example 89500
   */
  toCollectPaise: number;
  paidAt: string | null;

  static of(cash: CashToCollect): CashResponse {
    const { rideId, status, amountPaise, paidAt } = cash.fare;
    return {
      rideId,
      status,
      farePaise: amountPaise,
      feesPaise: cashSumPaise(cash) - amountPaise,
      toCollectPaise: toCollectPaise(cash),
      paidAt: paidAt?.toISOString() ?? null,
    };
  }
}
