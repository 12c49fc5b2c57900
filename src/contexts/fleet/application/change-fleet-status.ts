import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Fleet } from '../domain/fleet';
import type { SiteStatus } from '../domain/site-status';
import { Fleets } from '../persistence/fleets';

@Injectable()
export class ChangeFleetStatus {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly fleets: Fleets,
  ) {}

  /** @throws DomainError not_found, `illegal_fleet_transition`, `fleet_in_use` */
  execute(id: string, to: { status: SiteStatus; reason: string }, principal: Principal): Promise<Fleet> {
    return this.unitOfWork.run(async () => {
      // The row is locked before its hubs are counted, and who adds a hub holds it: none slips in between.
      const fleet = await this.fleets.lockInScope(id, principal);
      const openHubs = await this.fleets.openHubs(id);
      await this.fleets.change(fleet, () => fleet.changeStatus(to.status, to.reason, openHubs, this.clock.now()));
      return fleet;
    });
  }
}
