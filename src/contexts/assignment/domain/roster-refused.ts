import { DomainError } from '../../../platform/errors/domain-error';
import type { RowRefusal } from './roster-plan';

/** Under one code, every row of the request by its index with what speaks against it. */
export function rosterRefused(refusals: readonly RowRefusal[], count: number, field = 'entries'): DomainError {
  const errors = refusals.map(({ index, error: { code, message, details } }) => ({
    ...{ index, field: `${field}[${index}]`, code, message },
    ...details,
  }));
  const rows = new Set(refusals.map(({ index }) => index)).size;
  const kind = refusals.every(({ error }) => error.kind === 'conflict') ? 'conflict' : 'invalid';
  const message = `${rows} of ${count} shifts cannot be planned, so none was.`;
  return new DomainError(kind, 'roster_refused', message, { errors });
}
