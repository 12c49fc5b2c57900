import { Injectable } from '@nestjs/common';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
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

  /** @throws DomainError `outside_scope`, `rider_not_found`, `illegal_rider_transition` */
  execute(id: string, to: { status: RiderStatus; reason: string }, principal: Principal): Promise<ListedRider> {
    organizationOf(principal);
    assertWholeOrganization(principal);
    return this.unitOfWork.run(
      async () => {
        await this.riders.update(id, (rider) => rider.changeStatus(to.status, to.reason, this.clock.now()));
        return this.riders.show(id);
      },
      { locks: [lock('rider', id)] },
    );
  }
}
