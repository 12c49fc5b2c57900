/** OSRM's refusals, each answered with 400 (docs/rules-of-the-road.md). */
export const REFUSAL_CODES = ['InvalidQuery', 'NoSegment', 'NoRoute', 'NoTable', 'TooBig'] as const;
export const OUTCOME_KINDS = ['ok', 'error', 'refuse', 'delay', 'drop', 'rubbish'] as const;

/**
 * What happens to one request.
 * - `error`: answered `httpStatus` (500–599 or 429, default 503).
 * - `refuse`: answered 400 with `code` (default NoRoute); in a table, NoRoute leaves the cells empty, as OSRM does.
 * - `delay`: the answer comes after `delayMs`, 0–120,000.
 * - `drop`: the connection is cut.
 * - `rubbish`: answered 200 with what is no OSRM answer.
 */
export interface OsrmOutcome {
  readonly kind: (typeof OUTCOME_KINDS)[number];
  readonly httpStatus?: number;
  readonly code?: (typeof REFUSAL_CODES)[number];
  readonly delayMs?: number;
}

/** The outcomes chosen for the next requests, first in first out; the fallback decides once they are used up. */
export class OsrmOutcomes {
  private next: OsrmOutcome[] = [];
  private fallback: OsrmOutcome = { kind: 'ok' };

  /**
   * Queues outcomes and, where given, replaces the fallback. Nothing is chosen when one outcome is impossible.
   * @throws Error with a sentence when an outcome's fields do not fit its kind.
   */
  choose(next: readonly OsrmOutcome[], always?: OsrmOutcome): void {
    [...next, ...(always ? [always] : [])].forEach(assertPossible);
    this.next.push(...next);
    this.fallback = always ?? this.fallback;
  }

  take(): OsrmOutcome {
    return this.next.shift() ?? this.fallback;
  }

  pending(): { next: readonly OsrmOutcome[]; always: OsrmOutcome } {
    return { next: [...this.next], always: this.fallback };
  }

  reset(): void {
    this.next = [];
    this.fallback = { kind: 'ok' };
  }
}

function assertPossible({ kind, httpStatus, code, delayMs }: OsrmOutcome): void {
  const refuse = (sentence: string): never => {
    throw new Error(`The outcome ${kind} ${sentence}`);
  };
  if (!OUTCOME_KINDS.includes(kind)) refuse(`is not one of ${OUTCOME_KINDS.join(', ')}.`);
  const isFailure = Number.isInteger(httpStatus) && (httpStatus === 429 || (httpStatus! >= 500 && httpStatus! <= 599));
  if (httpStatus !== undefined && (kind !== 'error' || !isFailure))
    refuse('takes an httpStatus of 429 or 500 to 599, with the kind error only.');
  if (code !== undefined && (kind !== 'refuse' || !REFUSAL_CODES.includes(code)))
    refuse(`takes a code of ${REFUSAL_CODES.join(', ')}, with the kind refuse only.`);
  if (kind === 'delay' && delayMs === undefined) refuse('needs delayMs.');
  if (delayMs !== undefined && (kind !== 'delay' || !Number.isInteger(delayMs) || delayMs < 0 || delayMs > 120_000))
    refuse('takes delayMs of 0 to 120000, with the kind delay only.');
}
