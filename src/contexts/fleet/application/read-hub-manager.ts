import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Manager } from '../domain/manager';
import { HubManagers } from '../persistence/managers';

@Injectable()
export class ReadHubManager {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly managers: HubManagers,
  ) {}

  /** @throws DomainError not_found */
  execute(id: string, principal: Principal): Promise<Manager> {
    return this.unitOfWork.run(() => this.managers.getInScope(id, principal));
  }
}
