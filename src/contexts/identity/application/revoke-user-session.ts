import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { PrincipalWriter } from '../../../platform/auth/principal-writer';
import { Clock } from '../../../platform/clock';
import { notFound } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Sessions } from '../persistence/sessions';
import { ManagedUser } from './managed-user';
import { now } from './now';

@Injectable()
export class RevokeUserSession {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly managed: ManagedUser,
    private readonly sessions: Sessions,
    private readonly principals: PrincipalWriter,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError as `ManagedUser.get`; `session_not_found`, also for one in another organization; `session_ended` */
  execute(userId: string, sessionId: string, principal: Principal): Promise<void> {
    return this.unitOfWork.run(async () => {
      const moment = now(this.clock);
      await this.managed.get(userId, principal);
      const session = await this.sessions.find(sessionId);
      const isHere = session?.userId === userId && session.organizationId === principal.organizationId;
      if (!isHere) throw notFound('session', sessionId);
      await this.sessions.change(session, (open) => open.revoke('revoked_by_admin', moment));
      await this.principals.revoke([sessionId], moment.wall);
    });
  }
}
