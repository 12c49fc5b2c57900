import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { UserDirectory } from '../persistence/user-directory';
import { Users } from '../persistence/users';
import { ManagedUser } from './managed-user';
import type { ListedUser } from './listed-user';

@Injectable()
export class RenameUser {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly managed: ManagedUser,
    private readonly directory: UserDirectory,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError as `ManagedUser.getWhole` */
  execute(userId: string, { name }: { name: string }, principal: Principal): Promise<ListedUser> {
    return this.unitOfWork.run(async () => {
      const user = await this.managed.getWhole(userId, principal);
      await this.users.change(user, (named) => named.rename(name, this.clock.now()));
      return this.directory.get(userId, principal);
    });
  }
}
