import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { DomainError, type ErrorKind } from '../errors/domain-error';
import { UnitOfWork } from '../transaction/unit-of-work';
import { callerOf, IdempotencyKeys } from './idempotency-keys';

export interface WantedOfItem {
  readonly principal: Principal;
  /** Null: none was sent, and each request is a new one. */
  readonly key: string | null;
  readonly itemId: string;
  /** Plain JSON: what is to be done to it. */
  readonly wanted: unknown;
  /**
   * Which refusals a repeat is given again, such as an illegal transition: the thing was not to be changed, and is not by a
   * repeat either when it would be possible since. Only such as come before anything is written. Others may be tried again.
   */
  readonly stands: (refusal: DomainError) => boolean;
}

interface Refused {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/**
 * For a request about many things, each changed in a unit of work of its own: what was done to one of them under an
 * `Idempotency-Key`, or refused for good, is remembered in that unit, and not done again by a repeat, whatever became of the
 * thing since.
 */
@Injectable()
export class OncePerItem {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: IdempotencyKeys,
  ) {}

  /**
   * @param again what a repeat answers, instead of doing it
   * @throws DomainError `idempotency_key_reused` (mismatch) where something else was done to it under this key,
   * `request_in_progress` (conflict)
   */
  async run<T>(
    { principal, key, itemId, wanted, stands }: WantedOfItem,
    work: () => Promise<T>,
    again: () => Promise<T>,
  ): Promise<T> {
    if (key === null) return work();
    const caller = `${callerOf(principal)} ${itemId}`;
    const hash = createHash('sha256').update(JSON.stringify(wanted)).digest();
    const answer = await this.keys.again(caller, key, () =>
      this.unitOfWork.run(async () => {
        const earlier = await this.keys.earlier(caller, key, hash);
        if (earlier) return earlier.response ? refusalOf(earlier.response as Refused) : again();
        const done = await work().catch((error: unknown) => {
          if (error instanceof DomainError && stands(error)) return error;
          throw error;
        });
        await this.keys.remember(caller, key, hash, { status: 200, stored: storedOf(done) });
        return done;
      }),
    );
    // Behind the commit: a refusal is remembered too.
    if (answer instanceof DomainError) throw answer;
    return answer;
  }
}

function storedOf(done: unknown): string | null {
  if (!(done instanceof DomainError)) return null;
  const { kind, code, message, details } = done;
  return JSON.stringify({ kind, code, message, details } satisfies Refused);
}

function refusalOf({ kind, code, message, details }: Refused): DomainError {
  return new DomainError(kind, code, message, details);
}
