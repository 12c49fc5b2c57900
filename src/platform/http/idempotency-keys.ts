import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../auth/principal';
import { constraintOf } from '../database/aggregate-store';
import { DomainError } from '../errors/domain-error';
import type { Statement } from '../transaction/transaction-scope';
import { UnitOfWork } from '../transaction/unit-of-work';

const SANE_KEY = /^[\x21-\x7e]{1,255}$/;

interface Earlier {
  mine: boolean;
  request_hash: Buffer | null;
  status: number | null;
  response: unknown;
}

const BEGIN: Statement = {
  name: 'platform.idempotency.begin',
  text: `SELECT pg_try_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 11)) AS mine, k.request_hash, k.status, k.response
         FROM (VALUES (1)) AS one LEFT JOIN platform.idempotency_keys k ON k.caller = $1 AND k.key = $2`,
};
const ANSWERED: Statement = {
  name: 'platform.idempotency.answered',
  text: 'SELECT FROM platform.idempotency_keys WHERE caller = $1 AND key = $2',
};
const REMEMBER: Statement = {
  name: 'platform.idempotency.remember',
  text: `INSERT INTO platform.idempotency_keys (caller, key, request_hash, status, response, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)`,
};

/** What was done under the keys of callers, kept for two days (`ForgetIdempotencyKeys`). */
@Injectable()
export class IdempotencyKeys {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * The first answer under that key, or null: then it is the caller's to work on until the transaction ends.
   * @throws DomainError `idempotency_key_reused` (mismatch), `request_in_progress` (conflict)
   */
  async earlier(caller: string, key: string, hash: Buffer): Promise<{ status: number; response: unknown } | null> {
    const [earlier] = await this.unitOfWork.rows<Earlier>(BEGIN, [caller, key]);
    if (earlier?.request_hash) {
      if (earlier.request_hash.equals(hash)) return { status: earlier.status!, response: earlier.response };
      throw new DomainError(
        'mismatch',
        'idempotency_key_reused',
        'This Idempotency-Key was used for another request. Send a new one.',
      );
    }
    if (earlier?.mine) return null;
    throw new DomainError(
      'conflict',
      'request_in_progress',
      'A request with this Idempotency-Key is being worked on. Ask again shortly.',
    );
  }

  /** In the transaction of what was done. @param stored JSON */
  async remember(
    caller: string,
    key: string,
    hash: Buffer,
    { status, stored }: { readonly status: number; readonly stored: string | null },
  ): Promise<void> {
    await this.unitOfWork.query(REMEMBER, [caller, key, hash, status, stored, new Date()]);
  }

  /**
   * Tries a unit of work once more where the first request committed between our look and our lock: its answer is there now.
   * What we did instead found the key taken at its end or, more often, was refused, since it was done already.
   */
  async again<T>(caller: string, key: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const isTaken = constraintOf(error) === 'idempotency_keys_pkey';
      if (isTaken || (error instanceof DomainError && (await this.isAnswered(caller, key)))) return work();
      throw error;
    }
  }

  /** Asked anew, so that it sees what has committed by now. */
  private isAnswered(caller: string, key: string): Promise<boolean> {
    return this.unitOfWork.run(async () => (await this.unitOfWork.query(ANSWERED, [caller, key])).rowCount === 1);
  }
}

/** Null where none was sent. @throws DomainError (invalid) `idempotency_key_invalid` */
export function idempotencyKeyOf({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && SANE_KEY.test(key)) return key;
  throw new DomainError(
    'invalid',
    'idempotency_key_invalid',
    'An Idempotency-Key is 1 to 255 visible ASCII characters.',
  );
}

/** A person in one organization is another caller than the same person in another. */
export function callerOf({ userId, organizationId }: Principal): string {
  return `${userId} ${organizationId ?? 'platform'}`;
}
