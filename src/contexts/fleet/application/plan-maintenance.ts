import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { FLEET_TIME_ZONE, localDate } from '../../../kernel/local-day';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { changedFields } from '../domain/changed-fields';
import { DEFAULT_TERMS, MaintenancePlan, type MaintenanceTerms, type PlanOfVehicle } from '../domain/maintenance-plan';
import { MaintenancePlans } from '../persistence/maintenance-plans';
import { Vehicles } from '../persistence/vehicles';

export type NewMaintenancePlan = Pick<MaintenanceTerms, 'name'> &
  Partial<MaintenanceTerms> & {
    /** Left out: today, at what the odometer shows. */
    readonly lastDoneOn?: string;
    readonly lastDoneMetres?: number;
  };

@Injectable()
export class PlanMaintenance {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly vehicles: Vehicles,
    private readonly plans: MaintenancePlans,
  ) {}

  /** @throws DomainError not_found, `vehicle_retired`, `maintenance_plan_exists`, and those of `MaintenancePlan.make` */
  execute(
    vehicleId: string,
    { lastDoneOn, lastDoneMetres, ...asked }: NewMaintenancePlan,
    principal: Principal,
  ): Promise<PlanOfVehicle> {
    return this.unitOfWork.run(
      async () => {
        const vehicle = await this.vehicles.lockInScope(vehicleId, principal);
        vehicle.assertNotRetired();
        const now = this.clock.now();
        const last = {
          on: lastDoneOn ?? localDate(now, FLEET_TIME_ZONE),
          metres: lastDoneMetres ?? vehicle.odometerMetres,
        };
        const defaults = { ...DEFAULT_TERMS, name: asked.name };
        const terms = { ...defaults, ...changedFields<MaintenanceTerms>(defaults, asked) };
        const plan = MaintenancePlan.make(uuidv7(), vehicle.organizationId, vehicleId, terms, last, now);
        await this.plans.add(plan);
        return { plan, vehicle };
      },
      { locks: [lock('vehicle', vehicleId)] },
    );
  }
}
