import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { normalisePlate } from '../../../kernel/plate';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type NewVehicle, Vehicle } from '../domain/vehicle';
import { Vehicles } from '../persistence/vehicles';
import { OpenHub } from './open-hub';

export interface VehicleRegistration extends NewVehicle {
  readonly hubId: string;
  readonly odometerMetres: number;
}

@Injectable()
export class RegisterVehicle {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly openHub: OpenHub,
    private readonly vehicles: Vehicles,
  ) {}

  /**
   * @throws DomainError not_found, `hub_not_active`, `fleet_not_active`, `plate_taken`, `battery_missing`,
   *   `battery_of_no_use`, `organization_required`
   */
  execute({ hubId, odometerMetres, ...details }: VehicleRegistration, principal: Principal): Promise<Vehicle> {
    const organizationId = organizationOf(principal);
    const normalised = { ...details, plate: normalisePlate(details.plate) };
    return this.unitOfWork.run(async () => {
      const { home } = await this.openHub.find(hubId, principal);
      const vehicle = Vehicle.register(uuidv7(), organizationId, home, normalised, odometerMetres, this.clock.now());
      await this.vehicles.add(vehicle);
      return vehicle;
    });
  }
}
