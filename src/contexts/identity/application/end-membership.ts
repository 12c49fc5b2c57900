import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError, notFound } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Memberships } from '../persistence/memberships';
import { AccountAccess } from './account-access';
import { ManagedUser } from './managed-user';
import { now } from './now';
import { RiderAccounts } from './rider-accounts';

@Injectable()
export class EndMembership {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly managed: ManagedUser,
    private readonly memberships: Memberships,
    private readonly accounts: AccountAccess,
    private readonly riderAccounts: RiderAccounts,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError as `ManagedUser.get`; `membership_not_found`; `membership_follows_fleet` for a role that fleet gave;
   * `membership_ended`; `last_super_admin`
   */
  execute(userId: string, membershipId: string, reason: string, principal: Principal): Promise<void> {
    return this.unitOfWork.run(async () => {
      await this.managed.get(userId, principal);
      const membership = await this.memberships.find(membershipId);
      const isHere = membership?.userId === userId && membership.organizationId === principal.organizationId;
      if (!isHere) throw notFound('membership', membershipId);
      if (membership.subjectId !== null) {
        throw new DomainError(
          'conflict',
          'membership_follows_fleet',
          `This role came with the appointment as ${membership.role}, and ends when that does.`,
        );
      }
      await this.managed.refuseLastSuperAdmin(userId);
      const moment = now(this.clock);
      await this.accounts.end(membership, reason, moment);
      await this.riderAccounts.followAccess(userId, reason, moment);
    });
  }
}
