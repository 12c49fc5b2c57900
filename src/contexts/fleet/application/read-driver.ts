import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Driver } from '../domain/driver';
import { Drivers } from '../persistence/drivers';

@Injectable()
export class ReadDriver {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drivers: Drivers,
  ) {}

  /** @throws DomainError not_found */
  execute(id: string, principal: Principal): Promise<Driver> {
    return this.unitOfWork.run(() => this.drivers.getInScope(id, principal));
  }
}
