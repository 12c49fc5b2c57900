import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Memberships } from '../persistence/memberships';
import { Users } from '../persistence/users';
import { OpenChallenge, type RequestedOtp } from './open-challenge';

/**
 * Opens a challenge to log in. For a phone that nobody may log in with it opens a decoy, by the same steps, so that neither
 * the answer nor what can be done with it tells whose phones are known.
 */
@Injectable()
export class RequestOtp {
  constructor(
    private readonly openChallenge: OpenChallenge,
    private readonly users: Users,
    private readonly memberships: Memberships,
  ) {}

  /** @throws DomainError `otp_cooling_down` */
  execute(command: { phone: string }): Promise<RequestedOtp> {
    return this.openChallenge.execute(command.phone, async (phone) => ({
      purpose: 'LOG_IN',
      userId: await this.whoMayLogIn(phone),
    }));
  }

  /** Asks the same of the database whether or not the phone is known. */
  private async whoMayLogIn(phone: string): Promise<string | null> {
    const user = await this.users.peek(phone);
    const mayLogIn = await this.memberships.mayLogIn(user?.id ?? uuidv7());
    return user?.status === 'ACTIVE' && mayLogIn ? user.id : null;
  }
}
