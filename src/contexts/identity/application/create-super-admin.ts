import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { normalisePhone } from '../../../kernel/phone';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { EVERYWHERE } from '../domain/scope';
import { User } from '../domain/user';
import { Memberships } from '../persistence/memberships';
import { Users } from '../persistence/users';
import { Visibility } from '../persistence/visibility';
import { AccountAccess } from './account-access';
import { now } from './now';

/** For whoever runs the service, at its command line. Over HTTP only a super admin makes another. */
@Injectable()
export class CreateSuperAdmin {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly memberships: Memberships,
    private readonly accounts: AccountAccess,
    private readonly visibility: Visibility,
    private readonly clock: Clock,
  ) {}

  /**
   * @param command.force although there is one already
   * @throws DomainError `super_admin_exists`, `already_member`, `user_disabled`, `invalid_phone`
   */
  execute(command: { phone: string; name: string; force: boolean }): Promise<User> {
    const phone = normalisePhone(command.phone);
    return this.unitOfWork.run(
      async () => {
        await this.visibility.ofPlatform();
        if (!command.force && (await this.memberships.isThereAnotherSuperAdmin(null))) {
          throw new DomainError(
            'conflict',
            'super_admin_exists',
            'There is a super admin already, who can make others.',
          );
        }
        const moment = now(this.clock);
        const user = await this.users.addOrFind(User.create(uuidv7(), phone, command.name, moment.domain));
        await this.accounts.grant(user, null, { role: 'super_admin', subjectId: null, ...EVERYWHERE }, moment);
        return user;
      },
      // So that of two first super admins at once, one is told that he is the second.
      { locks: [lock('user', 'first super admin')], organizationId: null },
    );
  }
}
