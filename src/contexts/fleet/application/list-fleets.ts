import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Fleet } from '../domain/fleet';
import { type FleetFilters, Fleets } from '../persistence/fleets';

/** Newest first. */
@Injectable()
export class ListFleets {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly fleets: Fleets,
  ) {}

  execute(query: PageRequest & FleetFilters, principal: Principal): Promise<Page<Fleet>> {
    return this.unitOfWork.run(() => this.fleets.list(query, query, principal));
  }
}
