import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { UserDisabled, UserEnabled } from '../contracts/identity-events';
import { Riders } from '../persistence/riders';
import { now } from './now';
import { RiderAccounts } from './rider-accounts';

/**
 * The platform disables a person for every operator with whom he rides. The transaction that did it saw one of them at
 * most; the accounts with the others follow here, each in a transaction of its operator. A repeat changes nothing.
 */
@Injectable()
export class KeepRiderAccounts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly riders: Riders,
    private readonly accounts: RiderAccounts,
    private readonly clock: Clock,
  ) {}

  @AfterCommit(UserDisabled, { effect: 'outside' })
  suspend({ payload }: UserDisabled): Promise<void> {
    return this.follow(payload);
  }

  @AfterCommit(UserEnabled, { effect: 'outside' })
  activate({ payload }: UserEnabled): Promise<void> {
    return this.follow(payload);
  }

  private async follow({ userId, reason }: { userId: string; reason: string }): Promise<void> {
    const all = { as: 'worker', organizationId: null } as const;
    const organizationIds = await this.unitOfWork.run(() => this.riders.organizationsOf(userId), all);
    for (const organizationId of organizationIds) {
      const work = () => this.accounts.followAccess(userId, reason, now(this.clock));
      await this.unitOfWork.run(work, { as: 'worker', organizationId });
    }
  }
}
