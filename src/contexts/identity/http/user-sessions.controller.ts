import { Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { PageRequest } from '../../../platform/http/page';
import { ListUserSessions } from '../application/list-user-sessions';
import { RevokeUserSession } from '../application/revoke-user-session';
import { identityPermissions } from '../identity.permissions';
import { SessionPageResponse } from './session.response';

@ApiGroup('Users', 'Who may log in, as what, and where.')
@Controller('v1/users/:id/sessions')
export class UserSessionsController {
  constructor(
    private readonly listing: ListUserSessions,
    private readonly revoking: RevokeUserSession,
  ) {}

  /** Lists a user's open sessions in the organization, newest first. */
  @Get()
  @RequirePermission(identityPermissions.readSessions)
  async listUserSessions(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: PageRequest,
    @Caller() caller: Principal,
  ): Promise<SessionPageResponse> {
    return SessionPageResponse.of(await this.listing.execute(id, query, caller), query.limit, caller.sessionId);
  }

  /** Ends a user's session in the organization: its next request is refused. */
  @Delete(':sessionId')
  @HttpCode(204)
  @RequirePermission(identityPermissions.endSessions)
  async revokeUserSession(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('sessionId', ParseUUIDPipe) sessionId: string,
    @Caller() caller: Principal,
  ): Promise<void> {
    await this.revoking.execute(id, sessionId, caller);
  }
}
