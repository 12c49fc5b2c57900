import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ReadWindow } from '../application/read-window';
import { assignmentPermissions } from '../assignment.permissions';
import { WindowResponse } from './window.response';

@ApiGroup('Dispatch', 'How a driver was searched for a ride, and why it was not another.')
@RequirePermission(assignmentPermissions.explain)
@Controller('v1/dispatch/windows')
export class MatchingWindowsController {
  constructor(private readonly reading: ReadWindow) {}

  /**
   * What a window decided: which rides it matched together, whom each was given, and what that saved.
   *
   * The rounds of a ride name their window. Windows are kept 30 days. Only for who acts for the whole organization.
   */
  @Get(':windowId')
  async readWindow(
    @Param('windowId', ParseUUIDPipe) windowId: string,
    @Caller() caller: Principal,
  ): Promise<WindowResponse> {
    return WindowResponse.of(await this.reading.execute(windowId, caller));
  }
}
