import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { Caller, RequirePermission } from '../auth/access.decorators';
import { declarePermissions } from '../auth/permissions';
import type { Principal } from '../auth/principal';
import { OwnIdempotency } from '../http/own-idempotency.decorator';
import { PageRequest } from '../http/page';
import { DeadLetterPage, DeadLetterResponse } from './dead-letter.response';
import { DeadLetters } from './dead-letters';

export const outboxPermissions = declarePermissions('outbox', {
  readDeadLetters: { description: 'See events that could not be delivered', roles: ['ops', 'auditor'] },
  resolveDeadLetters: { description: 'Replay or skip events that could not be delivered', roles: ['ops'] },
});

class DeadLettersRequest extends PageRequest {
  /** Only those in this state. */
  @IsOptional()
  @IsIn(['dead', 'replayed', 'skipped'])
  status?: 'dead' | 'replayed' | 'skipped';
}

class ResolveDeadLetterRequest {
  /**
   * Why, for the audit.
   * @example The SMS provider was down; it answers again.
   */
  @IsString()
  @Length(1, 500)
  reason: string;
}

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
