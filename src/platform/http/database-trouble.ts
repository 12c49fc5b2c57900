import type { Problem } from './problem-document';

const UNAVAILABLE: Problem = {
  status: 503,
  code: 'database_unavailable',
  detail: 'The database cannot be reached at the moment. Nothing was changed; try again.',
  retryAfterSeconds: 2,
};

const BUSY: Problem = {
  status: 503,
  code: 'database_busy',
  detail: 'The database is too busy to answer in time. Nothing was changed; try again.',
  retryAfterSeconds: 1,
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
/** PostgreSQL: administrator shutdown, crash shutdown, cannot connect now, too many connections. */
const REFUSED_BY_SERVER = new Set(['57P01', '57P02', '57P03', '53300']);
/** PostgreSQL: serialization failure, deadlock (both after their retries), lock timeout, statement timeout, idle transaction timeout. */
const OVERLOADED = new Set(['40001', '40P01', '55P03', '57014', '25P03']);
/** What pg and pg-pool say without a code. */
const LOST_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed and is not queryable|Cannot use a pool after calling end|The server does not support SSL|Query read timeout|timeout expired)/;

/** The 503 for an error that says the database is away or too busy, whether it comes from pg or through TypeORM; else null. */
export function databaseTrouble(error: unknown): Problem | null {
  for (const cause of causesOf(error)) {
    const code = cause.code;
    if (typeof code === 'string') {
      if (LOST_CONNECTION.has(code) || REFUSED_BY_SERVER.has(code) || code.startsWith('08')) return UNAVAILABLE;
      if (OVERLOADED.has(code)) return BUSY;
    }
    if (typeof cause.message === 'string' && LOST_MESSAGES.test(cause.message)) return UNAVAILABLE;
  }
  return null;
}

interface MaybeDatabaseError {
  code?: unknown;
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
