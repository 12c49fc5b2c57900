import { Injectable } from '@nestjs/common';
import { PrincipalWriter } from '../../../platform/auth/principal-writer';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Sessions } from '../persistence/sessions';
import { Visibility } from '../persistence/visibility';
import { now } from './now';

@Injectable()
export class LogOut {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: Sessions,
    private readonly principals: PrincipalWriter,
    private readonly visibility: Visibility,
    private readonly clock: Clock,
  ) {}

  execute({ userId, sessionId }: Principal): Promise<void> {
    return this.unitOfWork.run(async () => {
      const moment = now(this.clock);
      await this.visibility.ofUser(userId, () =>
        this.sessions.update(sessionId, (session) => session.revoke('logged_out', moment)),
      );
      await this.principals.revoke([sessionId], moment.wall);
    });
  }
}
