import { formatRupees, sumPaise } from '../../../kernel/money';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Charge } from './charge';
import { assertTransition } from './charge-status';

/** What the driver of a ride takes from its rider in cash: its fare, and with it the fees of earlier rides. */
export interface CashToCollect {
  readonly fare: Charge;
  /**
   * While the fare is open, those still due that were raised before it; once it is paid, those that were paid with it.
   * Oldest first.
   */
  readonly fees: readonly Charge[];
}

/** All of it together, in paise. */
export function cashSumPaise({ fare, fees }: CashToCollect): number {
  return sumPaise([fare, ...fees].map(({ amountPaise }) => amountPaise));
}

/** In paise; 0 once the fare is paid or waived. A disputed fare may still be paid: that ends the dispute. */
export function toCollectPaise(cash: CashToCollect): number {
  const { status } = cash.fare;
  return status === 'DUE' || status === 'DISPUTED' ? cashSumPaise(cash) : 0;
}

/**
 * Refuses any other sum than what is to be collected: half a fare clears nothing, and what is too much is nobody's.
 * @throws DomainError (conflict) `charge_paid`, `charge_waived`; `cash_differs`, with the right figure
 */
export function assertWholeSum(cash: CashToCollect, collectedPaise: number): void {
  assertTransition(cash.fare.status, 'PAID');
  const wanted = cashSumPaise(cash);
  if (collectedPaise === wanted) return;
  const farePaise = cash.fare.amountPaise;
  const feesPaise = wanted - farePaise;
  const parts = feesPaise > 0 ? `: ${formatRupees(farePaise)} fare and ${formatRupees(feesPaise)} earlier fees` : '';
  throw new DomainError('conflict', 'cash_differs', `Collect ${formatRupees(wanted)}${parts}.`, {
    toCollectPaise: wanted,
    farePaise,
    feesPaise,
    collectedPaise,
  });
}
