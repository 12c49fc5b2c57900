import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Organization } from '../domain/organization';
import { Organizations } from '../persistence/organizations';
import { Visibility } from '../persistence/visibility';

@Injectable()
export class RejectOrganization {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly organizations: Organizations,
    private readonly visibility: Visibility,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `organization_not_found`, `illegal_organization_transition` */
  execute(id: string, { reason }: { reason: string }): Promise<Organization> {
    return this.unitOfWork.run(
      async () => {
        await this.visibility.ofPlatform();
        const organization = await this.organizations.get(id);
        await this.organizations.change(organization, (reviewed) => reviewed.reject(reason, this.clock.now()));
        return organization;
      },
      { locks: [lock('organization', id)] },
    );
  }
}
