import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Put, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { DecidePreference } from '../application/decide-preference';
import { DefinePreference } from '../application/define-preference';
import { ReadPreferences } from '../application/read-preferences';
import { fleetPermissions } from '../fleet.permissions';
import {
  ApprovePreferenceRequest,
  DefinePreferenceRequest,
  ListPreferenceRequestsRequest,
  RejectPreferenceRequest,
} from './preference.request';
import {
  HeldPreferencesResponse,
  PreferenceList,
  PreferenceRequestPage,
  PreferenceRequestResponse,
  PreferenceResponse,
} from './preference.response';

@ApiGroup('Preferences', 'What drivers would rather do or not, as far as somebody agreed.')
@Controller('v1')
export class PreferencesController {
  constructor(
    private readonly reading: ReadPreferences,
    private readonly defining: DefinePreference,
    private readonly deciding: DecidePreference,
  ) {}

  /** Lists what drivers may prefer, by key, also what is not active. */
  @Get('preferences')
  @RequirePermission(fleetPermissions.readPreferences)
  async listPreferences(@Caller() caller: Principal): Promise<PreferenceList> {
    return PreferenceList.of(await this.reading.defined(caller));
  }

  /**
   * Defines a preference by its key, or defines it anew.
   *
   * What was approved of one that is not active, or is no value any more, does not hold; its default does, until it is again.
   */
  @Put('preferences/:key')
  @RequirePermission(fleetPermissions.definePreferences)
  async define(
    @Param('key') key: string,
    @Body() body: DefinePreferenceRequest,
    @Caller() caller: Principal,
  ): Promise<PreferenceResponse> {
    return PreferenceResponse.of(await this.defining.execute(key, body, caller));
  }

  /** Lists the wishes of the drivers in the caller’s scope, newest first. */
  @Get('preferences/requests')
  @RequirePermission(fleetPermissions.readPreferences)
  async listRequests(
    @Query() query: ListPreferenceRequestsRequest,
    @Caller() caller: Principal,
  ): Promise<PreferenceRequestPage> {
    return PreferenceRequestPage.of(await this.reading.asked(query, caller));
  }

  /** Approves a wish: it holds from now on. Nobody approves his own. */
  @Post('preferences/requests/:id/approve')
  @HttpCode(200)
  @RequirePermission(fleetPermissions.decidePreferences)
  async approve(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ApprovePreferenceRequest,
    @Caller() caller: Principal,
  ): Promise<PreferenceRequestResponse> {
    return PreferenceRequestResponse.of(await this.deciding.approve(id, body.reason, caller));
  }

  /** Rejects a wish, with the reason that the driver is told. */
  @Post('preferences/requests/:id/reject')
  @HttpCode(200)
  @RequirePermission(fleetPermissions.decidePreferences)
  async reject(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: RejectPreferenceRequest,
    @Caller() caller: Principal,
  ): Promise<PreferenceRequestResponse> {
    return PreferenceRequestResponse.of(await this.deciding.reject(id, body.reason, caller));
  }

  /** Shows what holds of a driver: what was approved, else the defaults. */
  @Get('drivers/:id/preferences')
  @RequirePermission(fleetPermissions.readPreferences)
  async readOfDriver(
    @Param('id', ParseUUIDPipe) id: string,
    @Caller() caller: Principal,
  ): Promise<HeldPreferencesResponse> {
    return HeldPreferencesResponse.of(await this.reading.ofDriver(id, caller));
  }
}
