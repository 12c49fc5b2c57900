import { Injectable } from '@nestjs/common';
import { allPermissions } from '../../../platform/auth/permissions';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { refuseWhenOutranked } from '../domain/access';
import { type CustomRole, refuseCompositionBeyondOwn, type RoleComposition } from '../domain/custom-role';
import { EVERYWHERE } from '../domain/scope';
import { CustomRoles } from '../persistence/custom-roles';
import { Users } from '../persistence/users';
import { AccountAccess } from './account-access';
import { now } from './now';
import { permissionsHeld } from './permissions-held';
import { StandingHolder } from './standing-holder';

/**
 * Changes, retires or deletes a role that the caller could have composed himself: one that may do more than he is not his.
 * What its members may do follows in the same transaction.
 */
@Injectable()
export class ChangeCustomRole {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly roles: CustomRoles,
    private readonly users: Users,
    private readonly accounts: AccountAccess,
    private readonly standing: StandingHolder,
  ) {}

  /**
   * @throws DomainError `role_not_found`, `outranked`, `custom_role_retired`, `role_name_taken`, `roles_do_not_combine` of a
   * member, and as `ComposeRole`
   */
  change(id: string, wanted: Partial<RoleComposition>, principal: Principal): Promise<CustomRole> {
    return this.unitOfWork.run(async () => {
      const role = await this.own(id, principal);
      if (wanted.permissions) {
        refuseCompositionBeyondOwn(await this.standing.of(principal), wanted.permissions, allPermissions());
      }
      const members = await this.roles.membersOf(role);
      const moment = now(this.clock);
      await this.roles.change(role, () => role.change(wanted, principal.userId, members.length, moment.domain));
      for (const userId of members) {
        await this.users.get(userId);
        await this.accounts.followRole(userId, role.organizationId, moment);
      }
      return role;
    });
  }

  /** @throws DomainError `role_not_found`, `outranked`, `custom_role_retired`, `outside_scope` */
  retire(id: string, reason: string, principal: Principal): Promise<CustomRole> {
    return this.unitOfWork.run(async () => {
      const role = await this.own(id, principal);
      await this.roles.change(role, () => role.retire(reason, this.clock.now()));
      return role;
    });
  }

  /** @throws DomainError `role_not_found`, `outranked`, `role_in_use`, `outside_scope` */
  delete(id: string, principal: Principal): Promise<void> {
    return this.unitOfWork.run(async () => this.roles.delete(await this.own(id, principal), this.clock.now()));
  }

  private async own(id: string, principal: Principal): Promise<CustomRole> {
    const holder = await this.standing.of(principal);
    const role = await this.roles.lock(id, organizationOf(principal));
    assertWholeOrganization(holder);
    const grant = { role: 'custom', subjectId: null, customRole: role, ...EVERYWHERE } as const;
    refuseWhenOutranked(holder, [grant], permissionsHeld);
    return role;
  }
}
