import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ActivateOrganization } from '../application/activate-organization';
import { CreateOrganization } from '../application/create-organization';
import { ListOrganizations } from '../application/list-organizations';
import { ShowOrganization } from '../application/show-organization';
import { SuspendOrganization } from '../application/suspend-organization';
import { identityPermissions } from '../identity.permissions';
import { CreateOrganizationRequest, ListOrganizationsRequest, OrganizationReasonRequest } from './organization.request';
import { OrganizationPageResponse, OrganizationResponse } from './organization.response';

@ApiGroup('Organizations', 'The operators, whose rows are apart from each other.')
@Controller('v1/organizations')
export class OrganizationsController {
  constructor(
    private readonly creating: CreateOrganization,
    private readonly listing: ListOrganizations,
    private readonly showing: ShowOrganization,
    private readonly suspending: SuspendOrganization,
    private readonly activating: ActivateOrganization,
  ) {}

  /**
   * Creates an organization.
   *
   * Then create its first users with the header `Cabstand-Organization`, which names the organization that a super admin acts in.
   */
  @Post()
  @RequirePermission(identityPermissions.manageOrganizations)
  async create(@Body() body: CreateOrganizationRequest): Promise<OrganizationResponse> {
    return OrganizationResponse.of(await this.creating.execute(body));
  }

  /** Lists organizations, newest first: all of them for a super admin, one's own for others. */
  @Get()
  @RequirePermission(identityPermissions.readOrganization)
  async list(@Query() query: ListOrganizationsRequest, @Caller() caller: Principal): Promise<OrganizationPageResponse> {
    return OrganizationPageResponse.of(await this.listing.execute(query, caller), query.limit);
  }

  /** Shows an organization. */
  @Get(':id')
  @RequirePermission(identityPermissions.readOrganization)
  async show(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<OrganizationResponse> {
    return OrganizationResponse.of(await this.showing.execute(id, caller));
  }

  /** Suspends an organization: every member is out at his next request, and cannot log in. */
  @Post(':id/suspend')
  @HttpCode(200)
  @RequirePermission(identityPermissions.manageOrganizations)
  async suspend(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: OrganizationReasonRequest,
  ): Promise<OrganizationResponse> {
    return OrganizationResponse.of(await this.suspending.execute(id, body));
  }

  /** Activates a suspended organization: its members can log in again. */
  @Post(':id/activate')
  @HttpCode(200)
  @RequirePermission(identityPermissions.manageOrganizations)
  async activate(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: OrganizationReasonRequest,
  ): Promise<OrganizationResponse> {
    return OrganizationResponse.of(await this.activating.execute(id, body));
  }
}
