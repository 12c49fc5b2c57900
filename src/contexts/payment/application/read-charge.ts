import { Injectable } from '@nestjs/common';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Charge } from '../domain/charge';
import { Charges } from '../persistence/charges';

@Injectable()
export class ReadCharge {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly charges: Charges,
  ) {}

  /** @throws DomainError `outside_scope`; `charge_not_found`, also for another organization's */
  execute(id: string, principal: Principal): Promise<Charge> {
    organizationOf(principal);
    assertWholeOrganization(principal);
    return this.unitOfWork.run(() => this.charges.get(id));
  }
}
