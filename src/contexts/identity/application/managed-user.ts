import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { DomainError } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { refuseWhenOutranked } from '../domain/access';
import type { User } from '../domain/user';
import { identityPermissions } from '../identity.permissions';
import { Memberships } from '../persistence/memberships';
import { UserDirectory } from '../persistence/user-directory';
import { Users } from '../persistence/users';
import { Visibility } from '../persistence/visibility';
import { permissionsHeld } from './permissions-held';

/** Finds the user whom an admin wants to do something to, and refuses where it is not his to do. */
@Injectable()
export class ManagedUser {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly memberships: Memberships,
    private readonly directory: UserDirectory,
    private readonly visibility: Visibility,
  ) {}

  /**
   * Under his row's lock.
   * @throws DomainError `user_not_found` where the caller does not see him, `outranked` where he may do more than the caller
   */
  async get(userId: string, principal: Principal): Promise<User> {
    await this.see(principal);
    await this.directory.get(userId, principal);
    const user = await this.users.get(userId);
    const grants = await this.memberships.activeOf(userId, principal.organizationId);
    refuseWhenOutranked(principal, grants, permissionsHeld);
    return user;
  }

  /**
   * As `get`, for what reaches beyond the organization, since the user is one person in all of them.
   * @throws DomainError `user_belongs_elsewhere` unless he belongs to this organization only, or the caller to the platform
   */
  async getWhole(userId: string, principal: Principal): Promise<User> {
    const user = await this.get(userId, principal);
    if (isOfPlatform(principal)) return user;
    if (await this.memberships.isElsewhere(userId, principal.organizationId)) {
      throw new DomainError(
        'conflict',
        'user_belongs_elsewhere',
        'This user has roles beyond your organization. You can end his memberships in yours.',
      );
    }
    return user;
  }

  /** Lets a super admin who named no organization see the other super admins. */
  async see(principal: Principal): Promise<void> {
    if (isOfPlatform(principal)) await this.visibility.ofPlatform();
  }

  /** @throws DomainError `last_super_admin` when nobody would be left to run the platform. Called under `see`. */
  async refuseLastSuperAdmin(userId: string): Promise<void> {
    const memberships = await this.memberships.activeOf(userId, null);
    if (memberships.length === 0) return;
    // So that two who turn each other out at once do not both find the other still there.
    await this.unitOfWork.lock([lock('organization', 'platform')]);
    if (await this.memberships.isThereAnotherSuperAdmin(userId)) return;
    throw new DomainError('conflict', 'last_super_admin', 'This is the last super admin. Make another first.');
  }
}

function isOfPlatform(principal: Principal): boolean {
  return principal.permissions.has(identityPermissions.manageOrganizations);
}
