import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { Principal } from '../auth/principal';
import { RememberedRefusal } from '../errors/domain-error';
import { UnitOfWork } from '../transaction/unit-of-work';
import { callerOf, idempotencyKeyOf, IdempotencyKeys } from './idempotency-keys';
import { IDEMPOTENT_BY_ITEM, OWN_IDEMPOTENCY } from './own-idempotency.decorator';

/**
 * A POST with an `Idempotency-Key` takes effect once per caller and key: its answer is stored in the transaction of its
 * change and given again to a repeat. Only success is stored: what failed changed nothing and may be tried again.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: IdempotencyKeys,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { principal?: Principal }>();
    if (request.method !== 'POST' || request.headers['idempotency-key'] === undefined || !request.principal)
      return next.handle();
    const handler = context.getHandler();
    const isOwn = [OWN_IDEMPOTENCY, IDEMPOTENT_BY_ITEM].some((mark) => this.reflector.get<boolean>(mark, handler));
    if (isOwn) return next.handle();
    const key = idempotencyKeyOf(request)!;
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return from(this.once(callerOf(request.principal), key, request, reply, next));
  }

  private once(
    caller: string,
    key: string,
    request: FastifyRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    const hash = requestHash(request);
    return this.keys.again(caller, key, () => this.answerOrRefuse(caller, key, hash, reply, next));
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
    const earlier = await this.keys.earlier(caller, key, hash);
    if (earlier) {
      reply.status(earlier.status).header('idempotency-replayed', 'true');
      return earlier.response;
    }
    const result: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
    const stored = result === undefined ? null : JSON.stringify(result);
    await this.keys.remember(caller, key, hash, { status: reply.statusCode, stored });
    return result;
  }
}

function requestHash(request: FastifyRequest): Buffer {
  const hash = createHash('sha256').update(`${request.method} ${request.url}\n`);
  if (Buffer.isBuffer(request.body)) hash.update(request.body);
  else hash.update(JSON.stringify(request.body ?? null));
  return hash.digest();
}
