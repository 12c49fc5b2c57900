import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Vehicle } from '../domain/vehicle';
import { Vehicles } from '../persistence/vehicles';

@Injectable()
export class ReadVehicle {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vehicles: Vehicles,
  ) {}

  /** @throws DomainError not_found */
  execute(id: string, principal: Principal): Promise<Vehicle> {
    return this.unitOfWork.run(() => this.vehicles.getInScope(id, principal));
  }
}
