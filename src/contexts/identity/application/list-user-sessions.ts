import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { decodeCursor } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Sessions } from '../persistence/sessions';
import { UserDirectory } from '../persistence/user-directory';
import { ManagedUser } from './managed-user';
import type { ListedSession } from './listed-session';

/** A user's open sessions in the caller's organization, newest first, one more than the page holds. */
@Injectable()
export class ListUserSessions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly managed: ManagedUser,
    private readonly directory: UserDirectory,
    private readonly sessions: Sessions,
  ) {}

  /** @throws DomainError `user_not_found` */
  execute(userId: string, page: { limit: number; after?: string }, principal: Principal): Promise<ListedSession[]> {
    const before = decodeCursor(page.after)?.id ?? null;
    const { organizationId } = principal;
    return this.unitOfWork.run(async () => {
      await this.managed.see(principal);
      await this.directory.get(userId, principal);
      return this.sessions.list(userId, { organizationId }, before, page.limit + 1, new Date());
    });
  }
}
