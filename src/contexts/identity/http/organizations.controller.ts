import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ActivateOrganization } from '../application/activate-organization';
import { ApplyForOrganization } from '../application/apply-for-organization';
import { ApproveOrganization } from '../application/approve-organization';
import { CreateOrganization } from '../application/create-organization';
import { ListOrganizations } from '../application/list-organizations';
import { RejectOrganization } from '../application/reject-organization';
import { ReviewOrganization } from '../application/review-organization';
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
    private readonly applying: ApplyForOrganization,
    private readonly reviewing: ReviewOrganization,
    private readonly approving: ApproveOrganization,
    private readonly rejecting: RejectOrganization,
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

  /**
   * Applies for an organization, which is then reviewed and approved or rejected.
   *
   * Nobody of it gets in until it is approved. Its papers can be handed in meanwhile. An application that was rejected stays
   * as it is: apply anew, under the same code if it is to be.
   */
  @Post('applications')
  @RequirePermission(identityPermissions.manageOrganizations)
  async apply(@Body() body: CreateOrganizationRequest): Promise<OrganizationResponse> {
    return OrganizationResponse.of(await this.applying.execute(body));
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

  /** Begins the review of an application. */
  @Post(':id/review')
  @HttpCode(200)
  @RequirePermission(identityPermissions.manageOrganizations)
  async review(@Param('id', ParseUUIDPipe) id: string): Promise<OrganizationResponse> {
    return OrganizationResponse.of(await this.reviewing.execute(id));
  }

  /** Approves a reviewed application: users can be created in the organization and log in. */
  @Post(':id/approve')
  @HttpCode(200)
  @RequirePermission(identityPermissions.manageOrganizations)
  async approve(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: OrganizationReasonRequest,
  ): Promise<OrganizationResponse> {
    return OrganizationResponse.of(await this.approving.execute(id, body));
  }

  /** Rejects a reviewed application. */
  @Post(':id/reject')
  @HttpCode(200)
  @RequirePermission(identityPermissions.manageOrganizations)
  async reject(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: OrganizationReasonRequest,
  ): Promise<OrganizationResponse> {
    return OrganizationResponse.of(await this.rejecting.execute(id, body));
  }
}
