import type { Role } from '../../../platform/auth/permissions';
import type { DescribedRole } from '../application/list-roles';

export class PermissionResponse {
  /** @example ride.assign */
  name: string;
  /** @example 'Assign a driver to a ride' */
  description: string;
}

export class RoleResponse {
  role: Role;
  permissions: PermissionResponse[];
}

export class RoleListResponse {
  items: RoleResponse[];

  static of(roles: readonly DescribedRole[]): RoleListResponse {
    return { items: roles.map(({ role, permissions }) => ({ role, permissions: [...permissions] })) };
  }
}
