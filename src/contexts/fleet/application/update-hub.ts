import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Hub, HubDetails } from '../domain/hub';
import { Hubs } from '../persistence/hubs';

@Injectable()
export class UpdateHub {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly hubs: Hubs,
  ) {}

  /** @throws DomainError not_found, `hub_name_taken`, `hub_closed` */
  execute(id: string, wanted: Partial<HubDetails>, principal: Principal): Promise<Hub> {
    return this.unitOfWork.run(() =>
      this.hubs.updateInScope(id, principal, (hub) => hub.update({ ...wanted }, this.clock.now())),
    );
  }
}
