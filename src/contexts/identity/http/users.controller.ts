import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { CreateUser } from '../application/create-user';
import { DisableUser } from '../application/disable-user';
import { EnableUser } from '../application/enable-user';
import { EndMembership } from '../application/end-membership';
import { GrantMembership } from '../application/grant-membership';
import { ListUsers } from '../application/list-users';
import { RenameUser } from '../application/rename-user';
import { ShowUser } from '../application/show-user';
import { identityPermissions } from '../identity.permissions';
import {
  CreateUserRequest,
  GrantMembershipRequest,
  ListUsersRequest,
  RenameUserRequest,
  UserReasonRequest,
} from './user.request';
import { UserPageResponse, UserResponse } from './user.response';

@ApiGroup('Users', 'Who may log in, as what, and where.')
@Controller('v1/users')
export class UsersController {
  constructor(
    private readonly creating: CreateUser,
    private readonly listing: ListUsers,
    private readonly showing: ShowUser,
    private readonly renaming: RenameUser,
    private readonly disabling: DisableUser,
    private readonly enabling: EnableUser,
    private readonly granting: GrantMembership,
    private readonly ending: EndMembership,
  ) {}

  /**
   * Creates a user with a first role.
   *
   * A phone that is known elsewhere keeps its user, who gets the role here. Nobody can grant a role that may do what he may not, or
   * reaches beyond the fleets and hubs that he is narrowed to.
   */
  @Post()
  @RequirePermission(identityPermissions.manageUsers)
  async create(@Body() body: CreateUserRequest, @Caller() caller: Principal): Promise<UserResponse> {
    return UserResponse.of(await this.creating.execute(body, caller));
  }

  /** Lists the users of the organization, newest first, within one's own fleets and hubs. */
  @Get()
  @RequirePermission(identityPermissions.readUsers)
  async list(@Query() query: ListUsersRequest, @Caller() caller: Principal): Promise<UserPageResponse> {
    return UserPageResponse.of(await this.listing.execute(query, caller), query.limit);
  }

  /** Shows a user of the organization. */
  @Get(':id')
  @RequirePermission(identityPermissions.readUsers)
  async show(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<UserResponse> {
    return UserResponse.of(await this.showing.execute(id, caller));
  }

  /** Renames a user who belongs to this organization only. */
  @Patch(':id')
  @RequirePermission(identityPermissions.manageUsers)
  async rename(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: RenameUserRequest,
    @Caller() caller: Principal,
  ): Promise<UserResponse> {
    return UserResponse.of(await this.renaming.execute(id, body, caller));
  }

  /** Disables a user who belongs to this organization only: he is out at his next request, and cannot log in. */
  @Post(':id/disable')
  @HttpCode(200)
  @RequirePermission(identityPermissions.disableUsers)
  async disable(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UserReasonRequest,
    @Caller() caller: Principal,
  ): Promise<UserResponse> {
    return UserResponse.of(await this.disabling.execute(id, body, caller));
  }

  /** Enables a disabled user: he can log in again. */
  @Post(':id/enable')
  @HttpCode(200)
  @RequirePermission(identityPermissions.disableUsers)
  async enable(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UserReasonRequest,
    @Caller() caller: Principal,
  ): Promise<UserResponse> {
    return UserResponse.of(await this.enabling.execute(id, body, caller));
  }

  /** Grants a user of the organization a further role in it. */
  @Post(':id/memberships')
  @RequirePermission(identityPermissions.manageUsers)
  async grantMembership(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: GrantMembershipRequest,
    @Caller() caller: Principal,
  ): Promise<UserResponse> {
    return UserResponse.of(await this.granting.execute(id, body, caller));
  }

  /** Ends a role of a user in the organization. His sessions lose it at their next request, and end with the last one. */
  @Delete(':id/memberships/:membershipId')
  @HttpCode(204)
  @RequirePermission(identityPermissions.manageUsers)
  async endMembership(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('membershipId', ParseUUIDPipe) membershipId: string,
    @Query() { reason }: UserReasonRequest,
    @Caller() caller: Principal,
  ): Promise<void> {
    await this.ending.execute(id, membershipId, reason, caller);
  }
}
