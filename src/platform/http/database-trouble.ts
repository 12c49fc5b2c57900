import { CommitUnansweredError } from '../transaction/commit';
import type { Problem } from './problem-document';

const UNAVAILABLE: Problem = {
  status: 503,
  code: 'database_unavailable',
  detail: 'The database cannot be reached at the moment. Nothing was changed; try again.',
  retryAfterSeconds: 2,
};

/** The one 503 of the database that does not promise that nothing was changed. */
const OUTCOME_UNKNOWN: Problem = {
  status: 503,
  code: 'outcome_unknown',
  detail:
    'The database was lost as this was being saved, so it may have been done. Send it again with the same Idempotency-Key; without one, look first.',
  retryAfterSeconds: 2,
};

const BUSY: Problem = {
  status: 503,
  code: 'database_busy',
  detail: 'The database is too busy to answer in time. Nothing was changed; try again.',
  retryAfterSeconds: 1,
};

const TIME_INVALID: Problem = {
  status: 400,
  code: 'time_invalid',
  detail: 'A date or time of the request is outside what can be stored. Send years 0001 to 9999.',
};

/** Node's names for a connection that could not be made or was lost. */
const LOST_CONNECTION = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
/**
 * PostgreSQL, by class: connection exception, login refused, no such database, out of connections, disk or memory, ended
 * or not yet begun by an operator. And by code: a database that accepts no connections (55000), a server that only reads,
 * as a replica does until a failover is over (25006). No statement of ours brings any of these about by itself.
 */
const UNAVAILABLE_STATE = /^(08...|28...|3D000|53...|57P..|55000|25006)$/;
/** An error that ends the connection, whatever its code: what a server refuses a connection with is always one. */
const FATAL = new Set(['FATAL', 'PANIC']);
/** PostgreSQL: a time was sent that it cannot read (invalid format, out of range). */
const UNREADABLE_TIME = new Set(['22007', '22008']);
/** PostgreSQL: serialization failure, deadlock (both after their retries), lock timeout, statement timeout, idle transaction timeout. */
const OVERLOADED = new Set(['40001', '40P01', '55P03', '57014', '25P03']);
/** What pg and pg-pool say without a code. */
const LOST_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed and is not queryable|Cannot use a pool after calling end|The server does not support SSL|Query read timeout|timeout expired)/;

/**
 * What to answer for an error of the database that is not ours, whether it comes from pg or through TypeORM: 503 where it is
 * away, too busy, or did not say whether it saved, 400 where it cannot read a time; else null.
 */
export function databaseTrouble(error: unknown): Problem | null {
  if (error instanceof CommitUnansweredError) return OUTCOME_UNKNOWN;
  for (const cause of causesOf(error)) {
    const code = cause.code;
    if (typeof code === 'string') {
      if (OVERLOADED.has(code)) return BUSY;
      if (LOST_CONNECTION.has(code) || UNAVAILABLE_STATE.test(code)) return UNAVAILABLE;
      if (UNREADABLE_TIME.has(code)) return TIME_INVALID;
    }
    if (typeof cause.severity === 'string' && FATAL.has(cause.severity)) return UNAVAILABLE;
    if (typeof cause.message === 'string' && LOST_MESSAGES.test(cause.message)) return UNAVAILABLE;
  }
  return null;
}

interface MaybeDatabaseError {
  code?: unknown;
  severity?: unknown;
  message?: unknown;
  driverError?: unknown;
  errors?: unknown;
}

/** TypeORM wraps what pg threw; Node collects one error per address that it tried. */
function causesOf(error: unknown): MaybeDatabaseError[] {
  if (typeof error !== 'object' || error === null) return [];
  const { driverError, errors } = error as MaybeDatabaseError;
  return [error, driverError, ...(Array.isArray(errors) ? (errors as unknown[]) : [])].filter(
    (e): e is MaybeDatabaseError => typeof e === 'object' && e !== null,
  );
}
