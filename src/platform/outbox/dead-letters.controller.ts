import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../auth/access.decorators';
import { declarePermissions } from '../auth/permissions';
import type { Principal } from '../auth/principal';
import { ApiGroup } from '../http/api-group';
import { OwnIdempotency } from '../http/own-idempotency.decorator';
import { DeadLetterPage, DeadLetterResponse } from './dead-letter.response';
import { DeadLetters } from './dead-letters';
import { DeadLettersRequest, ResolveDeadLetterRequest } from './dead-letters.request';

export const outboxPermissions = declarePermissions('outbox', {
  readDeadLetters: { description: 'See events that could not be delivered', roles: ['ops', 'auditor'] },
  resolveDeadLetters: { description: 'Replay or skip events that could not be delivered', roles: ['ops'] },
});

@ApiGroup('Dead letters', 'Events that a handler gave up on: see them, deliver them again, or give them up.')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(private readonly deadLetters: DeadLetters) {}

  /** Events that a handler gave up on, newest first. */
  @Get()
  @RequirePermission(outboxPermissions.readDeadLetters)
  async listDeadLetters(@Query() query: DeadLettersRequest, @Caller() principal: Principal): Promise<DeadLetterPage> {
    return DeadLetterPage.of(await this.deadLetters.list(query, principal));
  }

  /** Hands the event to its handler again; events of the same key follow it. */
  @Post(':id/replay')
  @HttpCode(200)
  @OwnIdempotency()
  @RequirePermission(outboxPermissions.resolveDeadLetters)
  async replayDeadLetter(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ResolveDeadLetterRequest,
    @Caller() principal: Principal,
  ): Promise<DeadLetterResponse> {
    return DeadLetterResponse.of(await this.deadLetters.replay(id, reason, principal));
  }

  /** Gives the event up; events of the same key go on without it. */
  @Post(':id/skip')
  @HttpCode(200)
  @OwnIdempotency()
  @RequirePermission(outboxPermissions.resolveDeadLetters)
  async skipDeadLetter(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ResolveDeadLetterRequest,
    @Caller() principal: Principal,
  ): Promise<DeadLetterResponse> {
    return DeadLetterResponse.of(await this.deadLetters.skip(id, reason, principal));
  }
}
