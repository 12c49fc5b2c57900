import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Manager } from '../domain/manager';
import { FleetManagers } from '../persistence/managers';

/** His account loses the fleet in the same transaction. */
@Injectable()
export class DismissFleetManager {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly managers: FleetManagers,
  ) {}

  /** @throws DomainError not_found, `illegal_manager_transition` */
  execute(id: string, reason: string, principal: Principal): Promise<Manager> {
    return this.unitOfWork.run(() =>
      this.managers.updateInScope(id, principal, (manager) => manager.dismiss(reason, this.clock.now())),
    );
  }
}
