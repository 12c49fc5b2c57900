import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Manager } from '../domain/manager';
import { HubManagers } from '../persistence/managers';

/** His account loses the hub in the same transaction. */
@Injectable()
export class DismissHubManager {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly managers: HubManagers,
  ) {}

  /** @throws DomainError not_found, `illegal_manager_transition` */
  execute(id: string, reason: string, principal: Principal): Promise<Manager> {
    return this.unitOfWork.run(() =>
      this.managers.updateInScope(id, principal, (manager) => manager.dismiss(reason, this.clock.now())),
    );
  }
}
