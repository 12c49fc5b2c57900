import { Injectable } from '@nestjs/common';
import { allPermissions, type PermissionDeclaration, type Role, ROLES } from '../../../platform/auth/permissions';

export interface DescribedRole {
  readonly role: Role;
  readonly permissions: readonly Pick<PermissionDeclaration, 'name' | 'description'>[];
}

@Injectable()
export class ListRoles {
  execute(): DescribedRole[] {
    const permissions = allPermissions();
    return ROLES.map((role) => ({
      role,
      permissions: permissions
        .filter(({ roles }) => role === 'super_admin' || roles.includes(role))
        .map(({ name, description }) => ({ name, description })),
    }));
  }
}
