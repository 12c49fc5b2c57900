import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { PageRequest } from '../../../platform/http/page';
import { AddCancellationPolicy } from '../application/add-cancellation-policy';
import { ListCancellationPolicies } from '../application/list-cancellation-policies';
import { ridePermissions } from '../ride.permissions';
import { AddCancellationPolicyRequest } from './cancellation-policy.request';
import { CancellationPolicyPage, CancellationPolicyResponse } from './cancellation-policy.response';

@ApiGroup('Cancellation policies', 'What it costs a rider to cancel or not to come, each policy in force over a time.')
@Controller('v1/cancellation-policies')
export class CancellationPoliciesController {
  constructor(
    private readonly addPolicy: AddCancellationPolicy,
    private readonly listPolicies: ListCancellationPolicies,
  ) {}

  /**
   * Adds a policy.
   *
   * The one in force without an end gives way to it. Rides booked before keep theirs.
   */
  @Post()
  @RequirePermission(ridePermissions.manageTariffs)
  async add(
    @Body() body: AddCancellationPolicyRequest,
    @Caller() caller: Principal,
  ): Promise<CancellationPolicyResponse> {
    return CancellationPolicyResponse.of(await this.addPolicy.execute(body, caller));
  }

  /** Policies, latest first. Where none is in force, 10 % is charged, at most ₹100, after five free minutes. */
  @Get()
  @RequirePermission(ridePermissions.readTariffs)
  async list(@Query() query: PageRequest, @Caller() caller: Principal): Promise<CancellationPolicyPage> {
    return CancellationPolicyPage.of(await this.listPolicies.execute(query, caller));
  }
}
