import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { FLEET_TIME_ZONE, localDate } from '../../../kernel/local-day';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Maintenance } from '../domain/maintenance';
import { MaintenanceHistory } from '../persistence/maintenance-history';
import { MaintenancePlans } from '../persistence/maintenance-plans';
import { Vehicles } from '../persistence/vehicles';

export interface MaintenanceToComplete {
  readonly odometerMetres: number;
  readonly costPaise: number;
  readonly note: string;
  /** A local day; left out: today. */
  readonly doneOn?: string;
}

/**
 * The vehicle stays in MAINTENANCE, where it is, until a manager activates it. What is noted of an earlier day below the last
 * known reading is no reading of the odometer as it is, and leaves that alone; from there on, it is the latest there is.
 */
@Injectable()
export class CompleteMaintenance {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly vehicles: Vehicles,
    private readonly plans: MaintenancePlans,
    private readonly history: MaintenanceHistory,
  ) {}

  /** @throws DomainError not_found, and those of `Vehicle.readOff`, `MaintenancePlan.assertShownThen` and `.done` */
  execute(vehicleId: string, planId: string, done: MaintenanceToComplete, principal: Principal): Promise<Maintenance> {
    return this.unitOfWork.run(
      async () => {
        const vehicle = await this.vehicles.lockInScope(vehicleId, principal);
        const plan = await this.plans.lockOf(planId, vehicleId);
        const now = this.clock.now();
        const today = localDate(now, FLEET_TIME_ZONE);
        const { odometerMetres, costPaise, note, doneOn = today } = done;
        const id = uuidv7();
        vehicle.assertNotRetired();
        const isReading = doneOn >= today || odometerMetres >= vehicle.odometerMetres;
        if (!isReading) plan.assertShownThen(doneOn, odometerMetres, vehicle.odometerMetres);
        else await this.vehicles.change(vehicle, () => vehicle.readOff(odometerMetres, now));
        await this.plans.change(plan, () => plan.done({ id, on: doneOn, odometerMetres, costPaise, isReading }, now));
        const what = { id, vehicleId, planId, name: plan.name, doneOn, odometerMetres, costPaise, note };
        const recorded = { ...what, recordedAt: now, recordedBy: principal.userId };
        await this.history.add(recorded);
        return recorded;
      },
      { locks: [lock('vehicle', vehicleId)] },
    );
  }
}
