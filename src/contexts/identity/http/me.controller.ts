import { Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { PageRequest } from '../../../platform/http/page';
import { ListOwnSessions } from '../application/list-own-sessions';
import { RevokeOwnSession } from '../application/revoke-own-session';
import { ShowMe } from '../application/show-me';
import { identityPermissions } from '../identity.permissions';
import { MeResponse } from './me.response';
import { SessionPageResponse } from './session.response';

@ApiGroup('Own account', 'Who one is, what one may do, and where one is logged in.')
@Controller('v1/me')
export class MeController {
  constructor(
    private readonly showing: ShowMe,
    private readonly listing: ListOwnSessions,
    private readonly revoking: RevokeOwnSession,
  ) {}

  /** Shows who one is, and what one may do where. */
  @Get()
  @RequirePermission(identityPermissions.useOwnAccount)
  async showMe(@Caller() caller: Principal): Promise<MeResponse> {
    return MeResponse.of(await this.showing.execute(caller));
  }

  /** Lists one's open sessions in every organization, newest first. */
  @Get('sessions')
  @RequirePermission(identityPermissions.useOwnAccount)
  async listOwnSessions(@Query() query: PageRequest, @Caller() caller: Principal): Promise<SessionPageResponse> {
    return SessionPageResponse.of(await this.listing.execute(query, caller), query.limit, caller.sessionId);
  }

  /** Ends one of one's sessions: its next request is refused. */
  @Delete('sessions/:id')
  @HttpCode(204)
  @RequirePermission(identityPermissions.useOwnAccount)
  async revokeOwnSession(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<void> {
    await this.revoking.execute(id, caller);
  }
}
