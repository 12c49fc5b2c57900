import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { PageRequest } from '../../../platform/http/page';
import { ChangeCustomRole } from '../application/change-custom-role';
import { ComposeRole } from '../application/compose-role';
import { ReadCustomRoles } from '../application/read-custom-roles';
import { identityPermissions } from '../identity.permissions';
import { ChangeRoleRequest, ComposeRoleRequest, RetireRoleRequest } from './custom-role.request';
import { CustomRolePage, CustomRoleResponse } from './custom-role.response';

@ApiGroup('Users', 'Who may log in, as what, and where.')
@Controller('v1/custom-roles')
export class CustomRolesController {
  constructor(
    private readonly composing: ComposeRole,
    private readonly changing: ChangeCustomRole,
    private readonly reading: ReadCustomRoles,
  ) {}

  /** Composes a role of permissions that the caller holds himself at that moment. */
  @Post()
  @RequirePermission(identityPermissions.composeRoles)
  async compose(@Body() body: ComposeRoleRequest, @Caller() caller: Principal): Promise<CustomRoleResponse> {
    return CustomRoleResponse.of(await this.composing.execute(body, caller));
  }

  /** Lists the roles that the organization composed, newest first, also those that are retired. */
  @Get()
  @RequirePermission(identityPermissions.readRoles)
  async listCustomRoles(@Query() query: PageRequest, @Caller() caller: Principal): Promise<CustomRolePage> {
    return CustomRolePage.of(await this.reading.list(query, caller));
  }

  /** Shows one of them. */
  @Get(':id')
  @RequirePermission(identityPermissions.readRoles)
  async show(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<CustomRoleResponse> {
    return CustomRoleResponse.of(await this.reading.one(id, caller));
  }

  /** Changes a role; what is left out stays. Its members may do by it what it says at their next request. */
  @Patch(':id')
  @RequirePermission(identityPermissions.composeRoles)
  async change(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ChangeRoleRequest,
    @Caller() caller: Principal,
  ): Promise<CustomRoleResponse> {
    return CustomRoleResponse.of(await this.changing.change(id, body, caller));
  }

  /** Retires a role: nobody is granted it any more. Who has it keeps it until his membership ends. */
  @Post(':id/retire')
  @HttpCode(200)
  @RequirePermission(identityPermissions.composeRoles)
  async retire(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: RetireRoleRequest,
    @Caller() caller: Principal,
  ): Promise<CustomRoleResponse> {
    return CustomRoleResponse.of(await this.changing.retire(id, reason, caller));
  }

  /** Deletes a role that nobody has or had. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission(identityPermissions.composeRoles)
  async delete(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<void> {
    await this.changing.delete(id, caller);
  }
}
