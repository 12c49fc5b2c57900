import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { UserDirectory } from '../persistence/user-directory';
import { Users } from '../persistence/users';
import { ManagedUser } from './managed-user';
import { now } from './now';
import { RiderAccounts } from './rider-accounts';
import type { ListedUser } from './listed-user';

/** Lets a disabled user log in again. The sessions that he had stay ended. */
@Injectable()
export class EnableUser {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly managed: ManagedUser,
    private readonly riderAccounts: RiderAccounts,
    private readonly directory: UserDirectory,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError as `ManagedUser.getWhole`; `user_not_disabled` */
  execute(userId: string, { reason }: { reason: string }, principal: Principal): Promise<ListedUser> {
    return this.unitOfWork.run(async () => {
      const moment = now(this.clock);
      const user = await this.managed.getWhole(userId, principal);
      await this.users.change(user, (disabled) => disabled.enable(reason, moment.domain));
      await this.riderAccounts.followAccess(userId, reason, moment);
      return this.directory.get(userId, principal);
    });
  }
}
