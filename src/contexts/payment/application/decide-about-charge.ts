import { Injectable } from '@nestjs/common';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Charge } from '../domain/charge';
import { Charges } from '../persistence/charges';
import { RiderBalances } from './rider-balances';

export interface ChargeDecision {
  /** `settle` ends a dispute against the rider; one that he wins is waived. */
  readonly step: 'waive' | 'dispute' | 'settle';
  readonly reason: string;
}

/** An operator's decision about what a rider owes, so that a fare that nobody confirms does not lock him out for ever. */
@Injectable()
export class DecideAboutCharge {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly charges: Charges,
    private readonly balances: RiderBalances,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `outside_scope`; `charge_not_found`, also for another organization's; `charge_paid`, `charge_waived`,
   * `illegal_charge_transition`
   */
  execute(id: string, { step, reason }: ChargeDecision, principal: Principal): Promise<Charge> {
    const organizationId = organizationOf(principal);
    assertWholeOrganization(principal);
    const decision = { by: principal.userId, reason };
    return this.unitOfWork.run(async () => {
      const { rideId, riderId } = await this.charges.get(id);
      await this.unitOfWork.lock([lock('ride', rideId), lock('rider', riderId)]);
      // Read again: until the locks were ours, the driver may have confirmed the cash.
      const charge = await this.charges.get(id);
      const now = this.clock.now();
      await this.charges.change(charge, (open) => open[step](decision, now));
      await this.balances.tell(riderId, organizationId, now);
      return charge;
    });
  }
}
