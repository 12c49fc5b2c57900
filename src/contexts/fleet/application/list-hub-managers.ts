import { Injectable } from '@nestjs/common';
import { normalisePhone } from '../../../kernel/phone';
import type { Principal } from '../../../platform/auth/principal';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Manager } from '../domain/manager';
import { type ManagerFilters, HubManagers } from '../persistence/managers';

/** Newest first. */
@Injectable()
export class ListHubManagers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly managers: HubManagers,
  ) {}

  execute(query: PageRequest & ManagerFilters, principal: Principal): Promise<Page<Manager>> {
    const phone = query.phone === undefined ? undefined : normalisePhone(query.phone);
    return this.unitOfWork.run(() => this.managers.list({ ...query, phone }, query, principal));
  }
}
