import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Outage } from '../domain/outage';
import { VehicleOutages } from '../persistence/vehicle-outages';
import { Vehicles } from '../persistence/vehicles';

/** Newest first, with those that are over and those that were withdrawn. */
@Injectable()
export class ListOutages {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vehicles: Vehicles,
    private readonly outages: VehicleOutages,
  ) {}

  /** @throws DomainError not_found */
  execute(vehicleId: string, page: PageRequest, principal: Principal): Promise<Page<Outage>> {
    return this.unitOfWork.run(async () => {
      await this.vehicles.getInScope(vehicleId, principal);
      return this.outages.list(vehicleId, page);
    });
  }
}
