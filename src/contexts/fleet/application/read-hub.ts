import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Hub } from '../domain/hub';
import { Hubs } from '../persistence/hubs';

@Injectable()
export class ReadHub {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly hubs: Hubs,
  ) {}

  /** @throws DomainError not_found */
  execute(id: string, principal: Principal): Promise<Hub> {
    return this.unitOfWork.run(() => this.hubs.getInScope(id, principal));
  }
}
