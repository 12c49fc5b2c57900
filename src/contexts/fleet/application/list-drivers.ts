import { Injectable } from '@nestjs/common';
import { normalisePhone } from '../../../kernel/phone';
import type { Principal } from '../../../platform/auth/principal';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Driver } from '../domain/driver';
import { type DriverFilters, Drivers } from '../persistence/drivers';

/** Newest first. */
@Injectable()
export class ListDrivers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drivers: Drivers,
  ) {}

  execute(query: PageRequest & DriverFilters, principal: Principal): Promise<Page<Driver>> {
    const phone = query.phone === undefined ? undefined : normalisePhone(query.phone);
    return this.unitOfWork.run(() => this.drivers.list({ ...query, phone }, query, principal));
  }
}
