import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { CustomRole } from '../domain/custom-role';
import { CustomRoles } from '../persistence/custom-roles';

@Injectable()
export class ReadCustomRoles {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly roles: CustomRoles,
  ) {}

  /** Newest first, also those that are retired. */
  list(page: PageRequest, principal: Principal): Promise<Page<CustomRole>> {
    return this.unitOfWork.run(() => this.roles.list(organizationOf(principal), page));
  }

  /** @throws DomainError `role_not_found` */
  one(id: string, principal: Principal): Promise<CustomRole> {
    return this.unitOfWork.run(() => this.roles.show(id, organizationOf(principal)));
  }
}
