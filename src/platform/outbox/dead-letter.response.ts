import type { Page } from '../http/page';
import type { DeadLetter } from './dead-letters';

/** The event's payload is left out: it may hold personal fields, which only the audit shows, and only to some. */
export class DeadLetterResponse {
  /** @example 0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a */
  id: string;
  /** @example 0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b60 */
  eventId: string;
  /** @example ride.booked */
  eventType: string;
  /** @example ride */
  aggregateType: string;
  /** @example 0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b61 */
  aggregateId: string;
  /** @example SendOtp.send */
  listener: string;
  /** Events of one key wait for each other; null when the listener asks for no order. */
  orderingKey: string | null;
  /** @example 8 */
  attempts: number;
  /** @example 'The provider answered 500.' */
  error: string;
  diedAt: string;
  /** @example dead */
  status: 'dead' | 'replayed' | 'skipped';
  resolvedAt: string | null;
  resolvedBy: string | null;
  reason: string | null;

  static of(letter: DeadLetter): DeadLetterResponse {
    return {
      id: letter.id,
      eventId: letter.event_id,
      eventType: letter.event.type,
      aggregateType: letter.event.aggregateType,
      aggregateId: letter.event.aggregateId,
      listener: letter.listener,
      orderingKey: letter.ordering_key,
      attempts: letter.attempts,
      error: letter.error,
      diedAt: letter.died_at.toISOString(),
      status: letter.status,
      resolvedAt: letter.resolved_at?.toISOString() ?? null,
      resolvedBy: letter.resolved_by,
      reason: letter.reason,
    };
  }
}

export class DeadLetterPage {
  items: DeadLetterResponse[];
  /** Give it as `after` for the rows that follow; null on the last page. */
  next: string | null;

  static of(page: Page<DeadLetter>): DeadLetterPage {
    return { items: page.items.map((letter) => DeadLetterResponse.of(letter)), next: page.next };
  }
}
