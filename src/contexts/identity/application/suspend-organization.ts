import { Injectable } from '@nestjs/common';
import { PrincipalWriter } from '../../../platform/auth/principal-writer';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Organization } from '../domain/organization';
import { Organizations } from '../persistence/organizations';
import { Sessions } from '../persistence/sessions';
import { Visibility } from '../persistence/visibility';
import { now } from './now';

/** Keeps every member of an organization out, from his next request on. */
@Injectable()
export class SuspendOrganization {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly organizations: Organizations,
    private readonly sessions: Sessions,
    private readonly principals: PrincipalWriter,
    private readonly visibility: Visibility,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `organization_not_found`, `organization_suspended`, `organization_not_active` */
  execute(id: string, { reason }: { reason: string }): Promise<Organization> {
    return this.unitOfWork.run(
      async () => {
        const moment = now(this.clock);
        await this.visibility.ofPlatform();
        const organization = await this.organizations.get(id);
        organization.refuseUnlessActive();
        const ended = await this.sessions.endAllIn(id, moment.wall);
        await this.principals.revoke(ended, moment.wall);
        await this.organizations.change(organization, (active) => active.suspend(reason, ended.length, moment.domain));
        return organization;
      },
      { locks: [lock('organization', id)] },
    );
  }
}
