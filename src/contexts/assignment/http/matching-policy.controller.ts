import { Body, Controller, Get, Put } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ChangeMatchingPolicy } from '../application/change-matching-policy';
import { ReadMatchingPolicy } from '../application/read-matching-policy';
import { assignmentPermissions } from '../assignment.permissions';
import { ChangeMatchingPolicyRequest } from './matching-policy.request';
import { MatchingPolicyResponse } from './matching-policy.response';

@ApiGroup('Dispatch policy', 'The rules by which drivers are found for rides on demand, as data.')
@RequirePermission(assignmentPermissions.managePolicy)
@Controller('v1/dispatch/policy')
export class MatchingPolicyController {
  constructor(
    private readonly reading: ReadMatchingPolicy,
    private readonly changing: ChangeMatchingPolicy,
  ) {}

  /** The rules that a search beginning now keeps to. */
  @Get()
  async readMatchingPolicy(@Caller() caller: Principal): Promise<MatchingPolicyResponse> {
    return MatchingPolicyResponse.of(await this.reading.execute(caller));
  }

  /**
   * Sets the rules of all searches that begin from now on, under the next version.
   *
   * What GET answered can be sent back edited, with a `reason`; its `version` is ignored. Refused as `invalid_policy` for an unknown or repeated rule, a parameter unknown or out of bounds, and radii that do not
   * grow. Searches under way keep the version they began with.
   */
  @Put()
  async changeMatchingPolicy(
    @Body() { reason, version: _, ...terms }: ChangeMatchingPolicyRequest,
    @Caller() caller: Principal,
  ): Promise<MatchingPolicyResponse> {
    return MatchingPolicyResponse.of(await this.changing.execute(terms, reason, caller));
  }
}
