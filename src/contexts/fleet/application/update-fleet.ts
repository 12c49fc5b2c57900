import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Fleet, FleetDetails } from '../domain/fleet';
import { Fleets } from '../persistence/fleets';

@Injectable()
export class UpdateFleet {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly fleets: Fleets,
  ) {}

  /** @throws DomainError not_found, `fleet_name_taken`, `fleet_closed` */
  execute(id: string, wanted: Partial<FleetDetails>, principal: Principal): Promise<Fleet> {
    return this.unitOfWork.run(() =>
      this.fleets.updateInScope(id, principal, (fleet) => fleet.update({ ...wanted }, this.clock.now())),
    );
  }
}
