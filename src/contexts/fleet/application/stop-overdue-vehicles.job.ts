import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { FLEET_TIME_ZONE, localDate } from '../../../kernel/local-day';
import { Clock } from '../../../platform/clock';
import { ExclusiveJobs } from '../../../platform/jobs/exclusive-jobs';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { STOPPABLE } from '../domain/maintenance-plan';
import { WHOLE_ORGANIZATION } from '../domain/scope';
import { MaintenancePlans } from '../persistence/maintenance-plans';
import { Vehicles } from '../persistence/vehicles';

const JOB = 'fleet.stop_overdue_vehicles';
const EVERY_MS = 60_000;
const BATCH = 100;

/**
 * Takes vehicles to MAINTENANCE whose plan says so and is overdue. Once for each time it falls due: a manager who activates
 * the vehicle again has decided, and is not overruled the minute after.
 */
@Injectable()
export class StopOverdueVehicles {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly jobs: ExclusiveJobs,
    private readonly plans: MaintenancePlans,
    private readonly vehicles: Vehicles,
  ) {}

  @Interval(JOB, EVERY_MS)
  stop(): Promise<boolean> {
    return this.jobs.runInBatches(JOB, BATCH, () => this.execute());
  }

  /** @returns how many plans it looked at */
  async execute(): Promise<number> {
    const now = this.clock.now();
    const today = localDate(now, FLEET_TIME_ZONE);
    const everywhere = { as: 'worker', organizationId: null } as const;
    const overdue = await this.unitOfWork.run(() => this.plans.overdue(today, BATCH), everywhere);
    for (const { planId, vehicleId, organizationId } of overdue) {
      await this.unitOfWork.run(() => this.stopOne(planId, vehicleId, now), {
        as: 'worker',
        organizationId,
        locks: [lock('vehicle', vehicleId)],
      });
    }
    return overdue.length;
  }

  private async stopOne(planId: string, vehicleId: string, now: Date): Promise<void> {
    const vehicle = await this.vehicles.lockInScope(vehicleId, WHOLE_ORGANIZATION);
    if (!STOPPABLE.includes(vehicle.status)) return;
    const plan = await this.plans.lockOf(planId, vehicleId);
    const stops = await this.plans.change(plan, () => plan.stopVehicle(vehicle.odometerMetres, now));
    if (!stops || vehicle.status !== 'ACTIVE') return;
    const reason = `Maintenance is overdue: ${plan.name}.`;
    await this.vehicles.change(vehicle, () => vehicle.changeStatus('MAINTENANCE', reason, now));
  }
}
