import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Hub } from '../domain/hub';
import { type HubFilters, Hubs } from '../persistence/hubs';

/** Newest first. */
@Injectable()
export class ListHubs {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly hubs: Hubs,
  ) {}

  execute(query: PageRequest & HubFilters, principal: Principal): Promise<Page<Hub>> {
    return this.unitOfWork.run(() => this.hubs.list(query, query, principal));
  }
}
