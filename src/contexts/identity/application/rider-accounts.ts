import { Injectable } from '@nestjs/common';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Rider } from '../domain/rider';
import type { Moment } from '../domain/moment';
import type { User } from '../domain/user';
import { Riders } from '../persistence/riders';

/** Part of whatever makes a user a rider, or takes that from him: his account goes with the role, and is never there twice. */
@Injectable()
export class RiderAccounts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly riders: Riders,
  ) {}

  /** @param user his row is locked. One whose role ended and is granted again keeps his account: `followAccess`. */
  async open(user: User, organizationId: string, moment: Moment): Promise<void> {
    if (await this.riders.find(user.id)) return;
    await this.riders.add(Rider.register(user, organizationId, moment.domain));
  }

  /**
   * Where the user is a rider of the transaction's organization, his account is suspended while he is disabled there or his
   * role has ended, under the lock under which his standing is read. Called last: no lock of another kind follows his.
   */
  async followAccess(userId: string, reason: string, { domain }: Moment): Promise<void> {
    if (this.unitOfWork.organizationId === null) return;
    await this.unitOfWork.lock([lock('rider', userId)]);
    const rider = await this.riders.find(userId);
    if (!rider) return;
    const hasAccess = await this.riders.hasAccess(userId);
    await this.riders.change(rider, (account) => account.followAccess(hasAccess, reason, domain));
  }
}
