import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { PageRequest } from '../../../platform/http/page';
import { AskPreference } from '../application/ask-preference';
import { DecidePreference } from '../application/decide-preference';
import { ReadPreferences } from '../application/read-preferences';
import { fleetPermissions } from '../fleet.permissions';
import { AskPreferenceRequest } from './preference.request';
import {
  HeldPreferencesResponse,
  PreferenceList,
  PreferenceRequestPage,
  PreferenceRequestResponse,
} from './preference.response';

@ApiGroup('Preferences', 'What drivers would rather do or not, as far as somebody agreed.')
@Controller('v1/driver/preferences')
export class OwnPreferencesController {
  constructor(
    private readonly reading: ReadPreferences,
    private readonly asking: AskPreference,
    private readonly deciding: DecidePreference,
  ) {}

  /** Shows what holds of the calling driver: what was approved, else the defaults. */
  @Get()
  @RequirePermission(fleetPermissions.useOwnPreferences)
  async readOwn(@Caller() caller: Principal): Promise<HeldPreferencesResponse> {
    return HeldPreferencesResponse.of(await this.reading.own(caller));
  }

  /** Lists what the calling driver may prefer. */
  @Get('choices')
  @RequirePermission(fleetPermissions.useOwnPreferences)
  async listChoices(@Caller() caller: Principal): Promise<PreferenceList> {
    return PreferenceList.of(await this.reading.defined(caller));
  }

  /**
   * Asks for a change of a preference.
   *
   * One that needs approval waits, PENDING; another holds at once, APPROVED. One request per preference may wait.
   */
  @Post('requests')
  @RequirePermission(fleetPermissions.useOwnPreferences)
  async ask(@Body() body: AskPreferenceRequest, @Caller() caller: Principal): Promise<PreferenceRequestResponse> {
    return PreferenceRequestResponse.of(await this.asking.execute(body, caller));
  }

  /** Lists the calling driver’s wishes, newest first, with what became of each. */
  @Get('requests')
  @RequirePermission(fleetPermissions.useOwnPreferences)
  async listOwnRequests(@Query() query: PageRequest, @Caller() caller: Principal): Promise<PreferenceRequestPage> {
    return PreferenceRequestPage.of(await this.reading.askedByOneself(query, caller));
  }

  /** Withdraws a wish that waits. */
  @Post('requests/:id/withdraw')
  @HttpCode(200)
  @RequirePermission(fleetPermissions.useOwnPreferences)
  async withdraw(
    @Param('id', ParseUUIDPipe) id: string,
    @Caller() caller: Principal,
  ): Promise<PreferenceRequestResponse> {
    return PreferenceRequestResponse.of(await this.deciding.withdraw(id, caller));
  }
}
