export const OUTCOME_KINDS = [
  'agrees',
  'differs',
  'not_found',
  'undecided',
  'error',
  'delay',
  'drop',
  'silent',
  'answered_twice',
  'rubbish',
] as const;

/**
 * What happens to one request.
 * - `agrees`, `differs`, `not_found`: what is found out about the document.
 * - `undecided`: taken, and decided as `agrees` at the next request with the same id.
 * - `error`: answered `httpStatus` (400–599, default 503), nothing found out.
 * - `delay`: as `agrees`, and the answer comes after `delayMs`, 0–120,000.
 * - `drop`: the connection is cut before anything is found out.
 * - `silent`: found out as `agrees` and counted, and never answered: the caller's timeout comes after the effect.
 * - `answered_twice`: as `agrees`, and the answer stands on the connection twice.
 * - `rubbish`: answered 200 with what is no answer.
 */
export interface VerificationOutcome {
  readonly kind: (typeof OUTCOME_KINDS)[number];
  readonly httpStatus?: number;
  readonly delayMs?: number;
  /** With `agrees` and `differs`: in whose name the register has a licence. Left out, it does not say. */
  readonly name?: string;
}

/** The outcomes chosen for the next requests, first in first out; the fallback decides once they are used up. */
export class VerificationOutcomes {
  private next: VerificationOutcome[] = [];
  private fallback: VerificationOutcome = { kind: 'agrees' };

  /**
   * Queues outcomes and, where given, replaces the fallback. Nothing is chosen when one outcome is impossible.
   * @throws Error with a sentence when an outcome's fields do not fit its kind.
   */
  choose(next: readonly VerificationOutcome[], always?: VerificationOutcome): void {
    [...next, ...(always ? [always] : [])].forEach(assertPossible);
    this.next.push(...next);
    this.fallback = always ?? this.fallback;
  }

  take(): VerificationOutcome {
    return this.next.shift() ?? this.fallback;
  }

  pending(): { next: readonly VerificationOutcome[]; always: VerificationOutcome } {
    return { next: [...this.next], always: this.fallback };
  }

  reset(): void {
    this.next = [];
    this.fallback = { kind: 'agrees' };
  }
}

function assertPossible({ kind, httpStatus, delayMs, name }: VerificationOutcome): void {
  const refuse = (sentence: string): never => {
    throw new Error(`The outcome ${kind} ${sentence}`);
  };
  if (!OUTCOME_KINDS.includes(kind)) refuse(`is not one of ${OUTCOME_KINDS.join(', ')}.`);
  if (name !== undefined && kind !== 'agrees' && kind !== 'differs')
    refuse('takes no name: nothing is told of anybody.');
  const isFailure = Number.isInteger(httpStatus) && httpStatus! >= 400 && httpStatus! <= 599;
  if (httpStatus !== undefined && (kind !== 'error' || !isFailure))
    refuse('takes an httpStatus of 400 to 599, with the kind error only.');
  if (kind === 'delay' && delayMs === undefined) refuse('needs delayMs.');
  if (delayMs !== undefined && (kind !== 'delay' || !Number.isInteger(delayMs) || delayMs < 0 || delayMs > 120_000))
    refuse('takes delayMs of 0 to 120000, with the kind delay only.');
}
