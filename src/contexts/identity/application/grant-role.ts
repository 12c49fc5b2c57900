import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { DomainError, notFound } from '../../../platform/errors/domain-error';
import type { Role } from '../contracts/identity-events';
import { type Grant, refuseGrantBeyondOwn } from '../domain/access';
import type { Membership } from '../domain/membership';
import type { Moment } from '../domain/moment';
import { EVERYWHERE } from '../domain/scope';
import { refuseUnlessActive } from '../domain/organization';
import type { User } from '../domain/user';
import { CustomRoles } from '../persistence/custom-roles';
import { Organizations } from '../persistence/organizations';
import { Places } from '../persistence/places';
import { AccountAccess } from './account-access';
import { permissionsHeld } from './permissions-held';
import { RiderAccounts } from './rider-accounts';
import { StandingHolder } from './standing-holder';

export interface RoleAsked {
  readonly role: Role;
  /** Of a `custom` role, and of no other. */
  readonly customRoleId?: string;
  readonly fleetIds?: readonly string[];
  readonly hubIds?: readonly string[];
}

/** Part of creating a user and of granting him a further role, in their transaction. */
@Injectable()
export class GrantRole {
  constructor(
    private readonly organizations: Organizations,
    private readonly places: Places,
    private readonly accounts: AccountAccess,
    private readonly riderAccounts: RiderAccounts,
    private readonly customRoles: CustomRoles,
    private readonly standing: StandingHolder,
  ) {}

  /**
   * @throws DomainError `custom_role_missing`, `role_not_found`, `custom_role_retired`, `organization_required`, `super_admin_in_organization`, `driver_not_registered`, `grant_exceeds_own`, `scope_exceeds_own`, `organization_not_found`,
   * `organization_suspended`, those of `Places.scopeOf` and those of `AccountAccess.grant`
   */
  async execute(user: User, asked: RoleAsked, principal: Principal, moment: Moment): Promise<Membership> {
    const { organizationId } = principal;
    refuseMisplaced(asked.role, principal);
    if (asked.role === 'driver') {
      throw new DomainError(
        'rule',
        'driver_not_registered',
        'Register a driver under /v1/drivers: that gives him his account.',
      );
    }
    const custom = await this.customRoleOf(asked, organizationId);
    const scope = await this.scopeOf(asked, organizationId);
    const grant: Grant = { role: asked.role, subjectId: null, ...custom, ...scope };
    refuseGrantBeyondOwn(await this.standing.of(principal), grant, permissionsHeld);
    if (organizationId !== null) await this.refuseInactive(organizationId);
    const membership = await this.accounts.grant(user, organizationId, grant, moment);
    if (asked.role === 'rider' && organizationId !== null) {
      await this.riderAccounts.open(user, organizationId, moment);
      await this.riderAccounts.followAccess(user.id, 'He is a rider again.', moment);
    }
    return membership;
  }

  private async customRoleOf(
    { role, customRoleId }: RoleAsked,
    organizationId: string | null,
  ): Promise<Partial<Grant>> {
    if ((role === 'custom') !== (customRoleId !== undefined)) {
      const sentence = 'Name the role (customRoleId) that is granted as custom, and with no other.';
      throw new DomainError('invalid', 'custom_role_missing', sentence, { field: 'customRoleId' });
    }
    if (customRoleId === undefined || organizationId === null) return {};
    const customRole = await this.customRoles.hold(customRoleId, organizationId);
    customRole.assertActive();
    return { customRoleId, customRole };
  }

  private async scopeOf(asked: RoleAsked, organizationId: string | null) {
    if (organizationId !== null) return this.places.scopeOf(asked, organizationId);
    if (!asked.fleetIds?.length && !asked.hubIds?.length) return EVERYWHERE;
    throw new DomainError(
      'invalid',
      'role_has_no_places',
      `The role ${asked.role} cannot be narrowed to fleets or hubs.`,
    );
  }

  private async refuseInactive(organizationId: string): Promise<void> {
    const organization = await this.organizations.show(organizationId);
    if (!organization) throw notFound('organization', organizationId);
    refuseUnlessActive(organization.status);
  }
}

/** Super admins belong to the platform, everybody else to an organization. */
function refuseMisplaced(role: Role, principal: Principal): void {
  if (role !== 'super_admin') return void organizationOf(principal);
  if (principal.organizationId === null) return;
  throw new DomainError('rule', 'super_admin_in_organization', 'A super admin belongs to no organization: name none.');
}
