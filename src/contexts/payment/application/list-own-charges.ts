import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import type { Page } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Charge } from '../domain/charge';
import { type ChargeFilter, Charges } from '../persistence/charges';

/** Those of the calling rider, newest first. */
@Injectable()
export class ListOwnCharges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly charges: Charges,
  ) {}

  execute(filter: Omit<ChargeFilter, 'riderId'>, principal: Principal): Promise<Page<Charge>> {
    organizationOf(principal);
    return this.unitOfWork.run(() => this.charges.list({ ...filter, riderId: principal.userId }));
  }
}
