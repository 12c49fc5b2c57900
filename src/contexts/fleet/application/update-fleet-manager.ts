import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Manager } from '../domain/manager';
import { FleetManagers } from '../persistence/managers';

@Injectable()
export class UpdateFleetManager {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly managers: FleetManagers,
  ) {}

  /** @throws DomainError not_found, `manager_dismissed` */
  execute(id: string, wanted: { name?: string }, principal: Principal): Promise<Manager> {
    return this.unitOfWork.run(() =>
      this.managers.updateInScope(id, principal, (manager) => manager.rename(wanted.name, this.clock.now())),
    );
  }
}
