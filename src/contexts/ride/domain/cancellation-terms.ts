import { permilleOf } from '../../../kernel/money';
import { invalidRequest } from './ride-errors';

/** What it costs to call a ride off, or not to come. Shares are permille of the quoted fare, amounts paise. */
export interface CancellationTerms {
  /** A rider cancels free for so long after the booking, or after a driver took another's place; later only while nobody comes. */
  readonly freeMinutes: number;
  readonly feePermille: number;
  readonly feeCapPaise: number;
  readonly noShowPermille: number;
  readonly noShowCapPaise: number;
}

/** 10 % of the fare, at most ₹100 (MVAG 2025); the window is ours. */
export const DEFAULT_CANCELLATION_TERMS: CancellationTerms = {
  freeMinutes: 5,
  feePermille: 100,
  feeCapPaise: 100_00,
  noShowPermille: 100,
  noShowCapPaise: 100_00,
};

const MINUTE_MILLISECONDS = 60_000;

const MOST: Readonly<Record<keyof CancellationTerms, number>> = {
  freeMinutes: 24 * 60,
  feePermille: 1_000,
  feeCapPaise: 10_000_000,
  noShowPermille: 1_000,
  noShowCapPaise: 10_000_000,
};

/** @throws DomainError `invalid_cancellation_terms`, with every wrong field named. */
export function assertCancellationTerms(terms: CancellationTerms): void {
  const wrong = (Object.keys(MOST) as (keyof CancellationTerms)[]).filter(
    (field) => !Number.isSafeInteger(terms[field]) || terms[field] < 0 || terms[field] > MOST[field],
  );
  if (wrong.length === 0) return;
  const sentences = wrong.map((field) => `${field} must be a whole number from 0 to ${MOST[field]}`);
  throw invalidRequest('invalid_cancellation_terms', `The policy is not usable: ${sentences.join('; ')}.`);
}

/** The last moment of the window included. */
export function isWithinFreeWindow({ freeMinutes }: CancellationTerms, since: Date, now: Date): boolean {
  return now.getTime() <= since.getTime() + freeMinutes * MINUTE_MILLISECONDS;
}

export function feePaise({ feePermille, feeCapPaise }: CancellationTerms, quotedFarePaise: number): number {
  return Math.min(feeCapPaise, permilleOf(quotedFarePaise, feePermille));
}

export function noShowFeePaise({ noShowPermille, noShowCapPaise }: CancellationTerms, quotedFarePaise: number): number {
  return Math.min(noShowCapPaise, permilleOf(quotedFarePaise, noShowPermille));
}
