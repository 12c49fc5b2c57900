import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { MaintenancePlan, MaintenanceTerms, PlanOfVehicle } from '../domain/maintenance-plan';
import type { Vehicle } from '../domain/vehicle';
import { MaintenancePlans } from '../persistence/maintenance-plans';
import { Vehicles } from '../persistence/vehicles';

/** Its terms, which count from when it was last done; or it is retired. */
@Injectable()
export class ChangeMaintenancePlan {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly vehicles: Vehicles,
    private readonly plans: MaintenancePlans,
  ) {}

  /** @throws DomainError not_found, `maintenance_plan_exists`, and those of `MaintenancePlan.change` */
  change(vehicleId: string, id: string, to: Partial<MaintenanceTerms>, caller: Principal): Promise<PlanOfVehicle> {
    return this.execute(vehicleId, id, caller, (plan, at, { odometerMetres }) => plan.change(to, odometerMetres, at));
  }

  /** @throws DomainError not_found, `maintenance_plan_retired` */
  retire(vehicleId: string, id: string, caller: Principal): Promise<PlanOfVehicle> {
    return this.execute(vehicleId, id, caller, (plan, at) => plan.retire(at));
  }

  private execute(
    vehicleId: string,
    id: string,
    caller: Principal,
    change: (plan: MaintenancePlan, at: Date, vehicle: Vehicle) => void,
  ): Promise<PlanOfVehicle> {
    return this.unitOfWork.run(
      async () => {
        const vehicle = await this.vehicles.getInScope(vehicleId, caller);
        const plan = await this.plans.lockOf(id, vehicleId);
        await this.plans.change(plan, () => change(plan, this.clock.now(), vehicle));
        return { plan, vehicle };
      },
      { locks: [lock('vehicle', vehicleId)] },
    );
  }
}
