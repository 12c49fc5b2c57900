import { Injectable } from '@nestjs/common';
import { FLEET_TIME_ZONE, localDate } from '../../../kernel/local-day';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Maintenance } from '../domain/maintenance';
import type { PlanOfVehicle } from '../domain/maintenance-plan';
import { MaintenanceHistory } from '../persistence/maintenance-history';
import { type DueFilters, MaintenancePlans } from '../persistence/maintenance-plans';
import { Vehicles } from '../persistence/vehicles';

/** What is to be done and what was done, to the vehicles of the caller's scope. */
@Injectable()
export class ListMaintenance {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly vehicles: Vehicles,
    private readonly plans: MaintenancePlans,
    private readonly history: MaintenanceHistory,
  ) {}

  /** Over all vehicles, newest plan first. */
  due(query: PageRequest & DueFilters, principal: Principal): Promise<Page<PlanOfVehicle>> {
    const today = localDate(this.clock.now(), FLEET_TIME_ZONE);
    return this.unitOfWork.run(() => this.plans.listDue(query, query, principal, today));
  }

  /** Of one vehicle, oldest first, those retired left out. @throws DomainError not_found */
  plansOf(vehicleId: string, principal: Principal): Promise<PlanOfVehicle[]> {
    return this.unitOfWork.run(async () => {
      const vehicle = await this.vehicles.getInScope(vehicleId, principal);
      return (await this.plans.ofVehicle(vehicleId)).map((plan) => ({ plan, vehicle }));
    });
  }

  /** Newest first. @throws DomainError not_found */
  historyOf(vehicleId: string, page: PageRequest, principal: Principal): Promise<Page<Maintenance>> {
    return this.unitOfWork.run(async () => {
      await this.vehicles.getInScope(vehicleId, principal);
      return this.history.list(vehicleId, page);
    });
  }
}
