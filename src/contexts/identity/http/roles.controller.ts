import { Controller, Get } from '@nestjs/common';
import { RequirePermission } from '../../../platform/auth/access.decorators';
import { ApiGroup } from '../../../platform/http/api-group';
import { ListRoles } from '../application/list-roles';
import { identityPermissions } from '../identity.permissions';
import { RoleListResponse } from './role.response';

@ApiGroup('Users', 'Who may log in, as what, and where.')
@Controller('v1/roles')
export class RolesController {
  constructor(private readonly listing: ListRoles) {}

  /** Lists the roles, with what each may do. */
  @Get()
  @RequirePermission(identityPermissions.readRoles)
  async list(): Promise<RoleListResponse> {
    return RoleListResponse.of(this.listing.execute());
  }
}
