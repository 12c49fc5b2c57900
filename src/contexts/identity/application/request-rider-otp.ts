import { Injectable } from '@nestjs/common';
import { Organizations } from '../persistence/organizations';
import { Users } from '../persistence/users';
import { Visibility } from '../persistence/visibility';
import { OpenChallenge, type RequestedOtp } from './open-challenge';

/**
 * Opens a challenge to sign up as a rider of an operator, for any phone: whoever holds it reads the code. For an operator
 * that there is not (or is suspended), and for a phone whose user is disabled, it opens a decoy, by the same steps.
 */
@Injectable()
export class RequestRiderOtp {
  constructor(
    private readonly openChallenge: OpenChallenge,
    private readonly users: Users,
    private readonly organizations: Organizations,
    private readonly visibility: Visibility,
  ) {}

  /**
   * @param command its organization is the operator's code
   * @throws DomainError `otp_cooling_down`
   */
  execute(command: { phone: string; organization: string }): Promise<RequestedOtp> {
    return this.openChallenge.execute(command.phone, async (phone) => ({
      purpose: 'SIGN_UP',
      organizationId: await this.whereHeMaySignUp(phone, command.organization),
    }));
  }

  private async whereHeMaySignUp(phone: string, code: string): Promise<string | null> {
    const user = await this.users.peek(phone);
    const organization = await this.visibility.ofCode(code, () => this.organizations.findByCode(code));
    return user?.status !== 'DISABLED' && organization?.status === 'ACTIVE' ? organization.id : null;
  }
}
