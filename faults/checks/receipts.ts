import type { SimulatedMessage } from '../../simulators/exotel/exotel-messages';
import type { VerificationJournalEntry } from '../../simulators/verification/verification-simulator';
import type { Query } from './query';

/** What the outside world says that it was asked. */
export interface Receipts {
  readonly messages: readonly Pick<SimulatedMessage, 'reference' | 'to' | 'body'>[];
  readonly questions: readonly Pick<VerificationJournalEntry, 'requestId' | 'path' | 'body'>[];
}

export interface ReceiptsFound {
  readonly violations: readonly string[];
  /** Calls that were made again, under the key that they had. */
  readonly repeated: number;
}

/**
 * Every outside call was made with a key of something that happened, says the same each time, and none that was due is missing.
 * What was asked is read before what happened, and what is said to have been answered before who was asked: a call that comes
 * about in between, of a row whose lease lapses only now, is neither unknown nor missing.
 */
export async function outsideCalls(query: Query, receipts: () => Receipts): Promise<ReceiptsFound> {
  const { messages, questions } = receipts();
  const violations: string[] = [];
  let repeated = 0;
  const sent = grouped(messages, ({ reference }) => reference);
  const asked = grouped(questions, ({ requestId }) => requestId);
  for (const [kind, calls] of [
    ['message', sent],
    ['question', asked],
  ] as const) {
    for (const [key, its] of calls) {
      repeated += its.length - 1;
      const texts = new Set((its as object[]).map((call) => JSON.stringify({ ...call })));
      if (texts.size > 1) violations.push(`The ${kind} ${key} was sent with ${texts.size} contents.`);
    }
    if (calls.has('')) violations.push(`${calls.get('')!.length} ${kind}s were sent without a key.`);
  }
  const unknown = await query<{ key: string; kind: string }>(
    `SELECT key, 'message' AS kind FROM unnest($1::text[]) AS key WHERE NOT EXISTS (
       SELECT FROM audit.entries e WHERE e.id::text = key AND e.type IN ('ride.assigned', 'identity.otp_requested'))
     UNION ALL
     SELECT key, 'question' FROM unnest($2::text[]) AS key
     WHERE NOT EXISTS (SELECT FROM verification.documents d WHERE d.id::text = key)`,
    [withoutEmpty(sent), withoutEmpty(asked)],
  );
  violations.push(...unknown.map(({ key, kind }) => `The key ${key} of a ${kind} is that of nothing that happened.`));
  return { violations: [...violations, ...(await missing(query, receipts))], repeated };
}

async function missing(query: Query, receipts: () => Receipts): Promise<string[]> {
  const due = await query<{ key: string; sentence: string }>(
    `SELECT d.event_id::text AS key, format('The message of %s, which assigned ride %s, was called sent and never was.', d.event_id, r.id) AS sentence
     FROM campaign.deliveries d JOIN audit.entries e ON e.id = d.event_id
       JOIN ride.rides r ON r.id = e.entity_id AND r.driver_id::text = e.payload->>'driverId'
     WHERE d.listener = 'SendStartCode.send' AND d.step = 'removed' AND r.status IN ('STARTED', 'COMPLETED')
       AND NOT EXISTS (SELECT FROM platform.dead_letters l WHERE l.event_id = d.event_id)
     UNION ALL
     SELECT d.id::text, format('A source is said to have answered about document %s, and was never asked.', d.id)
     FROM verification.documents d WHERE d.source_answer IS NOT NULL AND d.source_answer->>'outcome' <> 'unreachable'`,
  );
  const { messages, questions } = receipts();
  const made = new Set([...messages.map(({ reference }) => reference), ...questions.map(({ requestId }) => requestId)]);
  return due.filter(({ key }) => !made.has(key)).map(({ sentence }) => sentence);
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item) ?? '';
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

function withoutEmpty(groups: ReadonlyMap<string, unknown>): string[] {
  return [...groups.keys()].filter((key) => key !== '');
}
