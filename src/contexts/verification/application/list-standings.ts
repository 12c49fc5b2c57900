import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import type { Page } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { ListedStanding } from '../domain/standing';
import { type StandingFilter, Standings } from '../persistence/standings';

@Injectable()
export class ListStandings {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly standings: Standings,
  ) {}

  /** @throws DomainError `cursor_invalid`, `organization_required` */
  execute(filter: StandingFilter, principal: Principal): Promise<Page<ListedStanding>> {
    return this.unitOfWork.run(() => this.standings.list(filter, principal));
  }
}
