import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { Principal } from '../auth/principal';
import { constraintOf } from '../database/aggregate-store';
import { DomainError, RememberedRefusal } from '../errors/domain-error';
import type { Statement } from '../transaction/transaction-scope';
import { UnitOfWork } from '../transaction/unit-of-work';
import { OWN_IDEMPOTENCY } from './own-idempotency.decorator';

const HEADER = 'idempotency-key';
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
const REMEMBER: Statement = {
  name: 'platform.idempotency.remember',
  text: `INSERT INTO platform.idempotency_keys (caller, key, request_hash, status, response, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)`,
};

/**
 * A POST with an `Idempotency-Key` takes effect once per caller and key: its answer is stored in the transaction of its
 * change and given again to a repeat. Only success is stored: what failed changed nothing and may be tried again.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { principal?: Principal }>();
    const key = request.headers[HEADER];
    if (request.method !== 'POST' || key === undefined || !request.principal) return next.handle();
    if (this.reflector.get<boolean | undefined>(OWN_IDEMPOTENCY, context.getHandler())) return next.handle();
    if (typeof key !== 'string' || !SANE_KEY.test(key)) {
      throw new DomainError(
        'invalid',
        'idempotency_key_invalid',
        'An Idempotency-Key is 1 to 255 visible ASCII characters.',
      );
    }
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return from(this.once(callerOf(request.principal), key, request, reply, next));
  }

  private async once(
    caller: string,
    key: string,
    request: FastifyRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    const hash = requestHash(request);
    try {
      return await this.answerOrRefuse(caller, key, hash, reply, next);
    } catch (error) {
      // The first request committed between our look and our lock: its answer is there now.
      if (constraintOf(error) !== 'idempotency_keys_pkey') throw error;
      return this.answerOrRefuse(caller, key, hash, reply, next);
    }
  }

  /** What a refusal has to remember commits, and the refusal is thrown behind the commit. */
  private async answerOrRefuse(
    caller: string,
    key: string,
    hash: Buffer,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    const answer = await this.unitOfWork.run(async () => {
      try {
        return await this.answer(caller, key, hash, reply, next);
      } catch (error) {
        if (error instanceof RememberedRefusal) return error;
        throw error;
      }
    });
    if (answer instanceof RememberedRefusal) throw answer;
    return answer;
  }

  private async answer(
    caller: string,
    key: string,
    hash: Buffer,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    const [earlier] = await this.unitOfWork.rows<Earlier>(BEGIN, [caller, key]);
    if (earlier?.request_hash) {
      if (!earlier.request_hash.equals(hash)) {
        throw new DomainError(
          'mismatch',
          'idempotency_key_reused',
          'This Idempotency-Key was used for another request. Send a new one.',
        );
      }
      reply.status(earlier.status!).header('idempotency-replayed', 'true');
      return earlier.response;
    }
    if (!earlier?.mine) {
      throw new DomainError(
        'conflict',
        'request_in_progress',
        'A request with this Idempotency-Key is being worked on. Ask again shortly.',
      );
    }
    const result: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
    const stored = result === undefined ? null : JSON.stringify(result);
    await this.unitOfWork.query(REMEMBER, [caller, key, hash, reply.statusCode, stored, new Date()]);
    return result;
  }
}

/** A person in one organization is another caller than the same person in another. */
function callerOf({ userId, organizationId }: Principal): string {
  return `${userId} ${organizationId ?? 'platform'}`;
}

function requestHash(request: FastifyRequest): Buffer {
  const hash = createHash('sha256').update(`${request.method} ${request.url}\n`);
  if (Buffer.isBuffer(request.body)) hash.update(request.body);
  else hash.update(JSON.stringify(request.body ?? null));
  return hash.digest();
}
