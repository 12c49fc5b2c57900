import { Injectable } from '@nestjs/common';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { RiderStatus } from '../contracts/identity-events';
import { Riders } from '../persistence/riders';
import type { ListedRider } from './listed-rider';

/** Suspends or activates a rider, under the lock under which his standing is read when he requests a ride. */
@Injectable()
export class ChangeRiderStatus {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly riders: Riders,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `outside_scope`, `rider_not_found`, `illegal_rider_transition`, `rider_without_access` */
  execute(id: string, to: { status: RiderStatus; reason: string }, principal: Principal): Promise<ListedRider> {
    organizationOf(principal);
    assertWholeOrganization(principal);
    return this.unitOfWork.run(
      async () => {
        if (to.status === 'ACTIVE' && (await this.riders.find(id)) && !(await this.riders.hasAccess(id))) {
          throw new DomainError(
            'conflict',
            'rider_without_access',
            'This rider is disabled, or his role as a rider has ended. Enable the user, or grant him the role again.',
          );
        }
        await this.riders.update(id, (rider) => rider.changeStatus(to.status, to.reason, this.clock.now()));
        return this.riders.show(id);
      },
      { locks: [lock('rider', id)] },
    );
  }
}
