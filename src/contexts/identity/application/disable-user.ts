import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { UserDirectory } from '../persistence/user-directory';
import { Users } from '../persistence/users';
import { AccountAccess } from './account-access';
import { ManagedUser } from './managed-user';
import { now } from './now';
import { RiderAccounts } from './rider-accounts';
import type { ListedUser } from './listed-user';

/** Keeps a user out everywhere, from his next request on, and nobody requests rides for him. */
@Injectable()
export class DisableUser {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly managed: ManagedUser,
    private readonly accounts: AccountAccess,
    private readonly riderAccounts: RiderAccounts,
    private readonly directory: UserDirectory,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError as `ManagedUser.getWhole`; `not_yourself`; `user_disabled`; `last_super_admin` */
  execute(userId: string, { reason }: { reason: string }, principal: Principal): Promise<ListedUser> {
    if (userId === principal.userId) {
      throw new DomainError(
        'conflict',
        'not_yourself',
        'You cannot disable yourself: nobody might be left to undo it.',
      );
    }
    return this.unitOfWork.run(async () => {
      const moment = now(this.clock);
      const user = await this.managed.getWhole(userId, principal);
      await this.managed.refuseLastSuperAdmin(userId);
      await this.users.change(user, (active) => active.disable(reason, moment.domain));
      await this.accounts.endSessions(userId, 'every', 'user_disabled', moment);
      await this.riderAccounts.followAccess(userId, reason, moment);
      return this.directory.get(userId, principal);
    });
  }
}
