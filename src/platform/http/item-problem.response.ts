import type { Outcome } from './each-for-itself';

/** Of one thing of a call that changes several, each for itself. */
export class ItemProblemResponse {
  /** @example not_tried */
  code: string;
  /** @example 'Not tried, since one before it could not be finished. Nothing of it was changed; try again.' */
  detail: string;

  /** Null where it was changed. */
  static of(outcome: Outcome<unknown>): ItemProblemResponse | null {
    if ('done' in outcome) return null;
    const { code, message } = outcome.refusal;
    return { code, detail: message };
  }
}
