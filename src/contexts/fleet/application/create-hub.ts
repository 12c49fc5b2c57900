import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Hub, type HubDetails } from '../domain/hub';
import { assertEveryHub } from '../domain/scope';
import { Fleets } from '../persistence/fleets';
import { Hubs } from '../persistence/hubs';

@Injectable()
export class CreateHub {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly fleets: Fleets,
    private readonly hubs: Hubs,
  ) {}

  /** @throws DomainError not_found, `fleet_not_active`, `hub_name_taken`, `outside_scope`, `organization_required` */
  execute({ fleetId, ...details }: HubDetails & { fleetId: string }, principal: Principal): Promise<Hub> {
    const organizationId = organizationOf(principal);
    assertEveryHub(principal);
    return this.unitOfWork.run(async () => {
      const fleet = await this.fleets.holdInScope(fleetId, principal);
      fleet.assertTakesIn();
      const hub = Hub.create(uuidv7(), organizationId, fleetId, details, this.clock.now());
      await this.hubs.add(hub);
      return hub;
    });
  }
}
