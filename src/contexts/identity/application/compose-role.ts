import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { allPermissions } from '../../../platform/auth/permissions';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { CustomRole, refuseCompositionBeyondOwn, type RoleComposition } from '../domain/custom-role';
import { CustomRoles } from '../persistence/custom-roles';
import { StandingHolder } from './standing-holder';

@Injectable()
export class ComposeRole {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly roles: CustomRoles,
    private readonly standing: StandingHolder,
  ) {}

  /** @throws DomainError `outside_scope`, `role_name_taken`, `session_ended`, and those of `refuseCompositionBeyondOwn` */
  execute(composition: RoleComposition, principal: Principal): Promise<CustomRole> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(async () => {
      const holder = await this.standing.of(principal);
      assertWholeOrganization(holder);
      refuseCompositionBeyondOwn(holder, composition.permissions, allPermissions());
      const role = CustomRole.compose(uuidv7(), organizationId, composition, principal.userId, this.clock.now());
      await this.roles.add(role);
      return role;
    });
  }
}
