import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { ConflictLine, ConflictStanding } from '../domain/conflict-line';
import { Conflicts } from '../persistence/conflicts';

@Injectable()
export class ListConflicts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly conflicts: Conflicts,
  ) {}

  async execute(query: PageRequest & { status: ConflictStanding }, principal: Principal): Promise<Page<ConflictLine>> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(() => this.conflicts.list(organizationId, principal, query.status, query));
  }
}
