import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Vehicle } from '../domain/vehicle';
import { Vehicles } from '../persistence/vehicles';

/** One typo must not block a cab: a manager may set the odometer lower than it was read. */
@Injectable()
export class CorrectOdometer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly vehicles: Vehicles,
  ) {}

  /** @throws DomainError not_found, `vehicle_retired`, `odometer_unchanged` */
  execute(id: string, to: { odometerMetres: number; reason: string }, principal: Principal): Promise<Vehicle> {
    return this.unitOfWork.run(
      () =>
        this.vehicles.updateInScope(id, principal, (vehicle) =>
          vehicle.correctOdometer(to.odometerMetres, to.reason, this.clock.now()),
        ),
      { locks: [lock('vehicle', id)] },
    );
  }
}
