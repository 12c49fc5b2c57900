import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { ConflictLine, ConflictStanding } from '../domain/conflict-line';
import { Conflicts } from '../persistence/conflicts';

@Injectable()
export class ListConflicts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly conflicts: Conflicts,
    private readonly clock: Clock,
  ) {}

  async execute(query: PageRequest & { status: ConflictStanding }, principal: Principal): Promise<Page<ConflictLine>> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(() =>
      this.conflicts.list(organizationId, principal, query.status, this.clock.now(), query),
    );
  }
}
