import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { UserDirectory } from '../persistence/user-directory';
import { ManagedUser } from './managed-user';
import type { ListedUser } from './listed-user';

@Injectable()
export class ShowUser {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly managed: ManagedUser,
    private readonly directory: UserDirectory,
  ) {}

  /** @throws DomainError `user_not_found` */
  execute(userId: string, principal: Principal): Promise<ListedUser> {
    return this.unitOfWork.run(async () => {
      await this.managed.see(principal);
      return this.directory.get(userId, principal);
    });
  }
}
