import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { VehicleStatus } from '../contracts/fleet-events';
import type { Vehicle } from '../domain/vehicle';
import { fleetPermissions } from '../fleet.permissions';
import { Vehicles } from '../persistence/vehicles';

@Injectable()
export class ChangeVehicleStatus {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly vehicles: Vehicles,
  ) {}

  /** @throws DomainError not_found, `illegal_vehicle_transition`; `permission_missing` where it would retire. */
  execute(id: string, to: { status: VehicleStatus; reason: string }, principal: Principal): Promise<Vehicle> {
    if (to.status === 'RETIRED' && !principal.permissions.has(fleetPermissions.retireVehicle)) {
      const permission = fleetPermissions.retireVehicle;
      throw new DomainError('forbidden', 'permission_missing', `This needs the permission ${permission}.`, {
        permission,
      });
    }
    return this.unitOfWork.run(
      () =>
        this.vehicles.updateInScope(id, principal, (vehicle) =>
          vehicle.changeStatus(to.status, to.reason, this.clock.now()),
        ),
      { locks: [lock('vehicle', id)] },
    );
  }
}
