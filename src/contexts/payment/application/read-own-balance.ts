import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Charges, type RiderBalance } from '../persistence/charges';

@Injectable()
export class ReadOwnBalance {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly charges: Charges,
  ) {}

  /** What the calling rider owes his operator. */
  execute(principal: Principal): Promise<RiderBalance> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(() => this.charges.balanceOf(principal.userId, organizationId));
  }
}
