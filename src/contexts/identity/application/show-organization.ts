import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { notFound } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { identityPermissions } from '../identity.permissions';
import { Organizations } from '../persistence/organizations';
import { Visibility } from '../persistence/visibility';
import type { ListedOrganization } from './listed-organization';

@Injectable()
export class ShowOrganization {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly organizations: Organizations,
    private readonly visibility: Visibility,
  ) {}

  /** @throws DomainError `organization_not_found`, also for one that is not the caller's */
  execute(id: string, principal: Principal): Promise<ListedOrganization> {
    const isOfPlatform = principal.permissions.has(identityPermissions.manageOrganizations);
    return this.unitOfWork.run(async () => {
      if (isOfPlatform) await this.visibility.ofPlatform();
      const organization = isOfPlatform || id === principal.organizationId ? await this.organizations.show(id) : null;
      if (!organization) throw notFound('organization', id);
      return organization;
    });
  }
}
