import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Hub } from '../domain/hub';
import type { SiteStatus } from '../domain/site-status';
import { Hubs } from '../persistence/hubs';

@Injectable()
export class ChangeHubStatus {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly hubs: Hubs,
  ) {}

  /** @throws DomainError not_found, `illegal_hub_transition`, `hub_in_use` */
  execute(id: string, to: { status: SiteStatus; reason: string }, principal: Principal): Promise<Hub> {
    return this.unitOfWork.run(async () => {
      // The row is locked before its residents are counted, and who moves in holds it: none slips in between.
      const hub = await this.hubs.lockInScope(id, principal);
      const residents = await this.hubs.residents(id);
      await this.hubs.change(hub, () => hub.changeStatus(to.status, to.reason, residents, this.clock.now()));
      return hub;
    });
  }
}
