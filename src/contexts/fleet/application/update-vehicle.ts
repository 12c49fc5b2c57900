import { Injectable } from '@nestjs/common';
import { normalisePlate } from '../../../kernel/plate';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Vehicle, VehicleDetails } from '../domain/vehicle';
import { Vehicles } from '../persistence/vehicles';
import { OpenHub } from './open-hub';

/** Its details; and naming another hub moves it there, which takes a caller who has both hubs in his scope. */
@Injectable()
export class UpdateVehicle {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly openHub: OpenHub,
    private readonly vehicles: Vehicles,
  ) {}

  /**
   * @throws DomainError not_found, `vehicle_retired`, `plate_taken`, `hub_not_active`, `fleet_not_active`,
   *   `battery_missing`, `battery_of_no_use`
   */
  execute(
    id: string,
    { hubId, plate, ...details }: Partial<VehicleDetails & { hubId: string }>,
    principal: Principal,
  ): Promise<Vehicle> {
    const wanted = { ...details, plate: plate === undefined ? undefined : normalisePlate(plate) };
    return this.unitOfWork.run(
      async () => {
        const vehicle = await this.vehicles.lockInScope(id, principal);
        const move = await this.openHub.moveOf(vehicle, hubId, principal);
        await this.vehicles.change(vehicle, () => vehicle.update({ ...wanted, ...move }, this.clock.now()));
        return vehicle;
      },
      { locks: [lock('vehicle', id)] },
    );
  }
}
