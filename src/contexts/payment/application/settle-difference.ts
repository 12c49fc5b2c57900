import { Injectable } from '@nestjs/common';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Charge } from '../domain/charge';
import { Charges } from '../persistence/charges';

/** An operator has made good what a review found after the fare was paid. What the rider owes does not change by it. */
@Injectable()
export class SettleDifference {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly charges: Charges,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `outside_scope`; `charge_not_found`, also for another organization's; `no_difference`, `difference_settled` */
  execute(id: string, reason: string, principal: Principal): Promise<Charge> {
    organizationOf(principal);
    assertWholeOrganization(principal);
    const decision = { by: principal.userId, reason };
    return this.unitOfWork.run(async () => {
      const { rideId, riderId } = await this.charges.get(id);
      await this.unitOfWork.lock([lock('ride', rideId), lock('rider', riderId)]);
      // Read again: until the locks were ours, another operator may have settled it.
      const charge = await this.charges.get(id);
      await this.charges.change(charge, (paid) => paid.settleDifference(decision, this.clock.now()));
      return charge;
    });
  }
}
