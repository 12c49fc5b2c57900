import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { OwnRoster } from '../application/own-roster';
import { assignmentPermissions } from '../assignment.permissions';
import { RosterEntryResponse } from './roster-entry.response';
import { OwnRosterResponse } from './roster-week.response';

@ApiGroup('Driver roster', 'The shifts a driver was told of, for him to acknowledge.')
@RequirePermission(assignmentPermissions.ownRoster)
@Controller('v1/driver/roster')
export class DriverRosterController {
  constructor(private readonly ownRoster: OwnRoster) {}

  /** The caller's shifts that are not over, the next first. */
  @Get()
  async listOwn(@Caller() caller: Principal): Promise<OwnRosterResponse> {
    return OwnRosterResponse.of(await this.ownRoster.execute(caller));
  }

  /** The caller knows of the shift, and will come. */
  @Post(':id/acknowledge')
  @HttpCode(200)
  async acknowledge(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<RosterEntryResponse> {
    return RosterEntryResponse.of(await this.ownRoster.acknowledge(id, caller));
  }
}
