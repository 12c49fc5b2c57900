import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { normalisePhone } from '../../../kernel/phone';
import type { Role } from '../contracts/identity-events';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { User } from '../domain/user';
import { UserDirectory } from '../persistence/user-directory';
import { Users } from '../persistence/users';
import { GrantRole } from './grant-role';
import { ManagedUser } from './managed-user';
import { now } from './now';
import type { ListedUser } from './listed-user';

export interface CreateUserCommand {
  readonly phone: string;
  readonly name: string;
  readonly role: Role;
  readonly customRoleId?: string;
  readonly fleetIds?: readonly string[];
  readonly hubIds?: readonly string[];
}

/** Gives a phone its account, or finds the one it has in another organization, and a first role in this one. */
@Injectable()
export class CreateUser {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly managed: ManagedUser,
    private readonly grantRole: GrantRole,
    private readonly directory: UserDirectory,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError as `GrantRole.execute` */
  execute(command: CreateUserCommand, principal: Principal): Promise<ListedUser> {
    const phone = normalisePhone(command.phone);
    return this.unitOfWork.run(async () => {
      const moment = now(this.clock);
      await this.managed.see(principal);
      const user =
        (await this.users.findByPhone(phone)) ??
        (await this.users.addOrFind(User.create(uuidv7(), phone, command.name, moment.domain)));
      await this.grantRole.execute(user, command, principal, moment);
      return this.directory.get(user.id, principal);
    });
  }
}
