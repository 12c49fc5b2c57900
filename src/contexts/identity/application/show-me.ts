import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Memberships } from '../persistence/memberships';
import { Organizations } from '../persistence/organizations';
import { Sessions } from '../persistence/sessions';
import { Users } from '../persistence/users';
import { Visibility } from '../persistence/visibility';
import { type Me, meOf } from './me';

@Injectable()
export class ShowMe {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly sessions: Sessions,
    private readonly memberships: Memberships,
    private readonly organizations: Organizations,
    private readonly visibility: Visibility,
  ) {}

  execute(principal: Principal): Promise<Me> {
    const { userId, sessionId, organizationId, fleetIds, hubIds, driverId } = principal;
    return this.unitOfWork.run(() =>
      this.visibility.ofUser(userId, async () => {
        const user = await this.users.show(userId);
        const memberships = await this.memberships.activeOf(userId, await this.sessions.organizationOf(sessionId));
        const organization = organizationId === null ? null : await this.organizations.show(organizationId);
        const roles = memberships.map(({ role }) => role).sort();
        const permissions = [...principal.permissions].sort();
        return meOf(user, sessionId, organization, { roles, permissions, fleetIds, hubIds, driverId });
      }),
    );
  }
}
