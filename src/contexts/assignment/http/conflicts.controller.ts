import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ListConflicts } from '../application/list-conflicts';
import { ResolveConflict } from '../application/resolve-conflict';
import { assignmentPermissions } from '../assignment.permissions';
import { ConflictPageResponse, ConflictResponse } from './conflict.response';
import { ListConflictsRequest } from './list-conflicts.request';
import { ReasonRequest } from './reason.request';

@ApiGroup('Conflicts', 'Where reality broke a plan, and an operator must look.')
@Controller('v1/conflicts')
export class ConflictsController {
  constructor(
    private readonly listConflicts: ListConflicts,
    private readonly resolveConflict: ResolveConflict,
  ) {}

  /** What waits for an operator, newest first. */
  @Get()
  @RequirePermission(assignmentPermissions.readConflicts)
  async list(@Query() query: ListConflictsRequest, @Caller() caller: Principal): Promise<ConflictPageResponse> {
    return ConflictPageResponse.of(await this.listConflicts.execute(query, caller));
  }

  /** Settles a conflict, saying how. */
  @Post(':id/resolve')
  @HttpCode(200)
  @RequirePermission(assignmentPermissions.resolveConflicts)
  async resolve(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ReasonRequest,
    @Caller() caller: Principal,
  ): Promise<ConflictResponse> {
    return ConflictResponse.of(await this.resolveConflict.execute(id, reason, caller));
  }
}
