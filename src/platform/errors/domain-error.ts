/**
 * What went wrong, in terms the caller can act on. `platform/http` maps each kind to one HTTP status:
 * invalid and rule 400, unauthenticated 401, forbidden 403, not_found 404, conflict 409, mismatch 422,
 * throttled 429, unavailable 503.
 */
export type ErrorKind =
  | 'invalid'
  | 'rule'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'mismatch'
  | 'throttled'
  | 'unavailable';

/** A refusal with a stable code. The message is a sentence for the caller; details are extra members of the problem document. */
export class DomainError extends Error {
  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'DomainError';
  }
}

/**
 * A refusal whose memory commits: a wrong code is counted although it is refused. Thrown behind the unit of work that
 * remembers; where that has joined a wider one (an idempotent request), the wider one commits too before this goes on.
 */
export class RememberedRefusal extends DomainError {
  constructor({ kind, code, message, details }: DomainError) {
    super(kind, code, message, details);
  }
}

/** The one answer for an id that does not exist and for another organization's row. */
export function notFound(thing: string, id: string): DomainError {
  return new DomainError(
    'not_found',
    `${thing.replaceAll(' ', '_')}_not_found`,
    `There is no ${thing} with the id ${id}.`,
  );
}
