import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { RecordedHandOver } from '../domain/hand-over';
import { HandOvers } from '../persistence/hand-overs';
import { Vehicles } from '../persistence/vehicles';

/** Newest first. */
@Injectable()
export class ListHandOvers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vehicles: Vehicles,
    private readonly handOvers: HandOvers,
  ) {}

  /** @throws DomainError not_found */
  execute(vehicleId: string, page: PageRequest, principal: Principal): Promise<Page<RecordedHandOver>> {
    return this.unitOfWork.run(async () => {
      await this.vehicles.getInScope(vehicleId, principal);
      return this.handOvers.list(vehicleId, page);
    });
  }
}
