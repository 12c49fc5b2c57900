import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { decodeCursor } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { OrganizationStatus } from '../domain/organization';
import { identityPermissions } from '../identity.permissions';
import { Organizations } from '../persistence/organizations';
import { Visibility } from '../persistence/visibility';
import type { ListedOrganization } from './listed-organization';

export interface ListOrganizationsQuery {
  readonly limit: number;
  readonly after?: string;
  readonly status?: OrganizationStatus;
}

/** All of them for a super admin, one's own for everybody else. */
@Injectable()
export class ListOrganizations {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly organizations: Organizations,
    private readonly visibility: Visibility,
  ) {}

  execute({ limit, after, status }: ListOrganizationsQuery, principal: Principal): Promise<ListedOrganization[]> {
    const before = decodeCursor(after)?.id ?? null;
    const isOfPlatform = principal.permissions.has(identityPermissions.manageOrganizations);
    const only = isOfPlatform ? null : principal.organizationId;
    return this.unitOfWork.run(async () => {
      if (isOfPlatform) await this.visibility.ofPlatform();
      return this.organizations.list({ before, status: status ?? null, only }, limit + 1);
    });
  }
}
