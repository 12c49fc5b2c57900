import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { PrincipalWriter } from '../../../platform/auth/principal-writer';
import { Clock } from '../../../platform/clock';
import { notFound } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Sessions } from '../persistence/sessions';
import { Visibility } from '../persistence/visibility';
import { now } from './now';

/** Ends one of one's own sessions, in whatever organization: the phone that was lost is logged out from the new one. */
@Injectable()
export class RevokeOwnSession {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: Sessions,
    private readonly principals: PrincipalWriter,
    private readonly visibility: Visibility,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `session_not_found`, also for somebody else's, and `session_ended` */
  execute(id: string, { userId }: Principal): Promise<void> {
    // In no organization's transaction, since the session may be another's than the one the caller acts in.
    return this.unitOfWork.run(
      () =>
        this.visibility.ofUser(userId, async () => {
          const moment = now(this.clock);
          const session = await this.sessions.find(id);
          if (session?.userId !== userId) throw notFound('session', id);
          await this.sessions.change(session, (open) => open.revoke('revoked_by_user', moment));
          await this.principals.revoke([id], moment.wall);
        }),
      { organizationId: null },
    );
  }
}
