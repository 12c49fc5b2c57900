import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Fleet, type FleetDetails } from '../domain/fleet';
import { Fleets } from '../persistence/fleets';

/** A vendor’s application. Whoever acts for some fleets only may hand it in, and does not see it afterwards. */
@Injectable()
export class ApplyForFleet {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly fleets: Fleets,
  ) {}

  /** @throws DomainError `fleet_name_taken`, `organization_required` */
  execute({ name, city }: FleetDetails, principal: Principal): Promise<Fleet> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(async () => {
      const fleet = Fleet.applyFor(uuidv7(), organizationId, { name, city }, this.clock.now());
      await this.fleets.add(fleet);
      return fleet;
    });
  }
}
