import { Injectable } from '@nestjs/common';
import { normalisePhone } from '../../../kernel/phone';
import type { Principal } from '../../../platform/auth/principal';
import { decodeCursor } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { UserDirectory } from '../persistence/user-directory';
import { ManagedUser } from './managed-user';
import type { ListedUser, UserFilter } from './listed-user';

export interface ListUsersQuery extends Omit<UserFilter, 'before' | 'userId'> {
  readonly limit: number;
  readonly after?: string;
}

/** Newest first, one more than the page holds where there are that many. */
@Injectable()
export class ListUsers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly managed: ManagedUser,
    private readonly directory: UserDirectory,
  ) {}

  execute({ limit, after, phone, ...filter }: ListUsersQuery, principal: Principal): Promise<ListedUser[]> {
    const whole = { ...filter, before: decodeCursor(after)?.id, phone: phone && normalisePhone(phone) };
    return this.unitOfWork.run(async () => {
      await this.managed.see(principal);
      return this.directory.list(whole, principal, limit + 1);
    });
  }
}
