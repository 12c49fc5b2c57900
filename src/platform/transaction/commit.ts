import type { PoolClient, QueryResult } from 'pg';

/**
 * The COMMIT was sent, and no answer came: the work is saved or it is not, and only the database knows. Doing it once more is safe
 * under an idempotency key, and nowhere else.
 */
export class CommitUnansweredError extends Error {
  constructor(cause: unknown) {
    super('Nobody answered whether this transaction was committed.', { cause });
    this.name = 'CommitUnansweredError';
  }
}

/** pg's words for a statement that it did not send, since the connection was gone before. */
const NEVER_SENT = /^Client (has encountered a connection error|was closed) and is not queryable/;

/** @throws CommitUnansweredError where the connection ended on the way; what PostgreSQL answered instead, as it is */
export async function commit(client: PoolClient): Promise<QueryResult> {
  try {
    return await client.query('COMMIT');
  } catch (error) {
    const { severity, message } = error as { severity?: unknown; message?: unknown };
    // A refusal that leaves the connection standing is an answer: nothing was saved.
    if (severity === 'ERROR' || (typeof message === 'string' && NEVER_SENT.test(message))) throw error;
    throw new CommitUnansweredError(error);
  }
}
