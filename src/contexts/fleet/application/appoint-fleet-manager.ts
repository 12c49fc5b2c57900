import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { normalisePhone } from '../../../kernel/phone';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Manager, type Person } from '../domain/manager';
import { assertEveryFleet } from '../domain/scope';
import { Fleets } from '../persistence/fleets';
import { FleetManagers } from '../persistence/managers';

@Injectable()
export class AppointFleetManager {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly fleets: Fleets,
    private readonly managers: FleetManagers,
  ) {}

  /** @throws DomainError not_found, `fleet_not_active`, `manager_already_appointed`, `outside_scope`, `organization_required` */
  execute({ fleetId, name, phone }: Person & { fleetId: string }, principal: Principal): Promise<Manager> {
    const organizationId = organizationOf(principal);
    assertEveryFleet(principal);
    return this.unitOfWork.run(async () => {
      (await this.fleets.holdInScope(fleetId, principal)).assertTakesIn();
      const person = { name, phone: normalisePhone(phone) };
      const manager = Manager.appoint(uuidv7(), organizationId, { fleetId, hubId: null }, person, this.clock.now());
      await this.managers.add(manager);
      return manager;
    });
  }
}
