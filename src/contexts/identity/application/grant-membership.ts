import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { UserDirectory } from '../persistence/user-directory';
import { GrantRole, type RoleAsked } from './grant-role';
import { ManagedUser } from './managed-user';
import { now } from './now';
import type { ListedUser } from './listed-user';

/** Gives a user of the organization a further role in it. */
@Injectable()
export class GrantMembership {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly managed: ManagedUser,
    private readonly grantRole: GrantRole,
    private readonly directory: UserDirectory,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError as `ManagedUser.get` and `GrantRole.execute` */
  execute(userId: string, asked: RoleAsked, principal: Principal): Promise<ListedUser> {
    return this.unitOfWork.run(async () => {
      const user = await this.managed.get(userId, principal);
      await this.grantRole.execute(user, asked, principal, now(this.clock));
      return this.directory.get(userId, principal);
    });
  }
}
