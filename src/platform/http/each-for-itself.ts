import { Logger } from '@nestjs/common';
import { DomainError } from '../errors/domain-error';
import { INTERNAL_ERROR, problemOf } from './problem';

export type Outcome<T> =
  { readonly id: string; readonly done: T } | { readonly id: string; readonly refusal: DomainError };

const log = new Logger('EachForItself');

/**
 * Changes each in a unit of work of its own, one after another: a refusal keeps no other back. Where something breaks, such as
 * the database, what was changed by then stands and is answered so: with it, the one that broke with its problem, and those
 * behind it as not tried. Where nothing was changed yet there is nothing to tell, and it is thrown.
 */
export async function eachForItself<T>(
  ids: readonly string[],
  change: (id: string) => Promise<T>,
): Promise<Outcome<T>[]> {
  const outcomes: Outcome<T>[] = [];
  for (const [place, id] of ids.entries()) {
    try {
      outcomes.push({ id, done: await change(id) });
    } catch (error) {
      if (error instanceof DomainError) {
        outcomes.push({ id, refusal: error });
        continue;
      }
      if (!outcomes.some((outcome) => 'done' in outcome)) throw error;
      log.error({ message: `Broke at ${place + 1} of ${ids.length}; what was changed before stands.`, error, id });
      const behind = ids.slice(place + 1).map((untried) => ({ id: untried, refusal: notTried() }));
      return [...outcomes, { id, refusal: broken(error) }, ...behind];
    }
  }
  return outcomes;
}

function broken(error: unknown): DomainError {
  const { code, detail } = problemOf(error) ?? INTERNAL_ERROR;
  return new DomainError('unavailable', code, detail);
}

function notTried(): DomainError {
  const message = 'Not tried, since one before it could not be finished. Nothing of it was changed; try again.';
  return new DomainError('unavailable', 'not_tried', message);
}
