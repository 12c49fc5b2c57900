/** The statuses a message passes through at Exotel, in order, when all goes well. */
export const DELIVERY_FLOW = ['queued', 'sending', 'submitted', 'sent', 'delivered'] as const;
export const FAILED_ENDS = ['failed', 'expired', 'undelivered'] as const;
export type FailedEnd = (typeof FAILED_ENDS)[number];
export type MessageStatus = (typeof DELIVERY_FLOW)[number] | FailedEnd;

export const OUTCOME_KINDS = [
  'success',
  'refuse',
  'fail',
  'delay',
  'timeout_after_effect',
  'drop_after_effect',
  'error_after_effect',
  'answered_twice',
  'duplicate_callback',
  'reorder',
  'xml_reply',
] as const;

/**
 * What happens to one send.
 * - `refuse`: answered `httpStatus` (400–499, default 400); nobody gets the message.
 * - `fail`: accepted, then ends as `status` (default failed); nobody gets the message.
 * - `delay`: the reply comes after `delayMs`, 0–120,000.
 * - `timeout_after_effect`: the message goes out and the reply never comes.
 * - `drop_after_effect`: the message goes out and the connection is cut.
 * - `error_after_effect`: the message goes out and the answer is `httpStatus` (500–599, default 503).
 * - `answered_twice`: the answer stands on the connection twice.
 * - `duplicate_callback`: each status callback is posted twice.
 * - `reorder`: the status callbacks arrive in another order than they happened.
 * - `xml_reply`: the reply is Exotel's XML, which the real service falls back to.
 */
export interface ExotelOutcome {
  readonly kind: (typeof OUTCOME_KINDS)[number];
  readonly httpStatus?: number;
  readonly status?: FailedEnd;
  readonly delayMs?: number;
}

/** The outcomes chosen for the next sends, first in first out; the fallback decides once they are used up. */
export class ExotelOutcomes {
  private next: ExotelOutcome[] = [];
  private fallback: ExotelOutcome = { kind: 'success' };

  /**
   * Queues outcomes for the next sends and, where given, replaces the fallback. Nothing is chosen when one outcome is impossible.
   * @throws Error with a sentence when an outcome's numbers do not fit its kind.
   */
  choose(next: readonly ExotelOutcome[], always?: ExotelOutcome): void {
    [...next, ...(always ? [always] : [])].forEach(assertPossible);
    this.next.push(...next);
    this.fallback = always ?? this.fallback;
  }

  take(): ExotelOutcome {
    return this.next.shift() ?? this.fallback;
  }

  pending(): { next: readonly ExotelOutcome[]; always: ExotelOutcome } {
    return { next: [...this.next], always: this.fallback };
  }

  reset(): void {
    this.next = [];
    this.fallback = { kind: 'success' };
  }
}

function assertPossible({ kind, httpStatus, delayMs, status }: ExotelOutcome): void {
  const refuse = (sentence: string): never => {
    throw new Error(`The outcome ${kind} ${sentence}`);
  };
  if (!OUTCOME_KINDS.includes(kind)) refuse(`is not one of ${OUTCOME_KINDS.join(', ')}.`);
  const [low, high] = kind === 'refuse' ? [400, 499] : kind === 'error_after_effect' ? [500, 599] : [0, -1];
  if (httpStatus !== undefined) {
    if (high < low) refuse('takes no httpStatus.');
    if (!Number.isInteger(httpStatus) || httpStatus < low || httpStatus > high)
      refuse(`needs an httpStatus of ${low} to ${high}.`);
  }
  if (status !== undefined && (kind !== 'fail' || !FAILED_ENDS.includes(status))) refuse(`cannot end as ${status}.`);
  if (kind === 'delay' && delayMs === undefined) refuse('needs delayMs.');
  if (delayMs !== undefined && (kind !== 'delay' || !Number.isInteger(delayMs) || delayMs < 0 || delayMs > 120_000)) {
    refuse('takes delayMs of 0 to 120000, with the kind delay only.');
  }
}
