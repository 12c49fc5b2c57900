import { Injectable } from '@nestjs/common';
import { Rider } from '../domain/rider';
import type { Moment } from '../domain/moment';
import type { User } from '../domain/user';
import { Riders } from '../persistence/riders';

/** Part of whatever makes a user a rider: his account goes with the role, and is never there twice. */
@Injectable()
export class RiderAccounts {
  constructor(private readonly riders: Riders) {}

  /** @param user his row is locked. One whose role ended and is granted again keeps his account as it is. */
  async open(user: User, organizationId: string, moment: Moment): Promise<void> {
    if (await this.riders.find(user.id)) return;
    await this.riders.add(Rider.register(user, organizationId, moment.domain));
  }
}
