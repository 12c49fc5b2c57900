import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { normalisePhone } from '../../../kernel/phone';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Manager, type Person } from '../domain/manager';
import { HubManagers } from '../persistence/managers';
import { OpenHub } from './open-hub';

@Injectable()
export class AppointHubManager {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly openHub: OpenHub,
    private readonly managers: HubManagers,
  ) {}

  /** @throws DomainError not_found, `hub_not_active`, `fleet_not_active`, `manager_already_appointed`, `organization_required` */
  execute({ hubId, name, phone }: Person & { hubId: string }, principal: Principal): Promise<Manager> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(async () => {
      const { home } = await this.openHub.find(hubId, principal);
      const person = { name, phone: normalisePhone(phone) };
      const manager = Manager.appoint(uuidv7(), organizationId, home, person, this.clock.now());
      await this.managers.add(manager);
      return manager;
    });
  }
}
