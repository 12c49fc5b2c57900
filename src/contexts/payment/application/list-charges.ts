import { Injectable } from '@nestjs/common';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../platform/auth/principal';
import type { Page } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Charge } from '../domain/charge';
import { type ChargeFilter, Charges } from '../persistence/charges';

/** Every rider's, newest first. */
@Injectable()
export class ListCharges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly charges: Charges,
  ) {}

  /** @throws DomainError `outside_scope`: riders belong to no fleet, and neither does what they owe */
  execute(filter: ChargeFilter, principal: Principal): Promise<Page<Charge>> {
    organizationOf(principal);
    assertWholeOrganization(principal);
    return this.unitOfWork.run(() => this.charges.list(filter));
  }
}
