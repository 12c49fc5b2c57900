import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { decodeCursor } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Sessions } from '../persistence/sessions';
import { Visibility } from '../persistence/visibility';
import type { ListedSession } from './listed-session';

/** One's open sessions in every organization, newest first, one more than the page holds where there are that many. */
@Injectable()
export class ListOwnSessions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: Sessions,
    private readonly visibility: Visibility,
  ) {}

  execute({ limit, after }: { limit: number; after?: string }, { userId }: Principal): Promise<ListedSession[]> {
    const before = decodeCursor(after)?.id ?? null;
    return this.unitOfWork.run(() =>
      this.visibility.ofUser(userId, () => this.sessions.list(userId, 'every', before, limit + 1, new Date())),
    );
  }
}
