import { Injectable } from '@nestjs/common';
import { normalisePlate } from '../../../kernel/plate';
import type { Principal } from '../../../platform/auth/principal';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Vehicle } from '../domain/vehicle';
import { type VehicleFilters, Vehicles } from '../persistence/vehicles';

/** Newest first. */
@Injectable()
export class ListVehicles {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vehicles: Vehicles,
  ) {}

  execute(query: PageRequest & VehicleFilters, principal: Principal): Promise<Page<Vehicle>> {
    const plate = query.plate === undefined ? undefined : normalisePlate(query.plate);
    return this.unitOfWork.run(() => this.vehicles.list({ ...query, plate }, query, principal));
  }
}
