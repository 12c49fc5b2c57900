import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { ConflictLine } from '../domain/conflict-line';
import { Conflicts } from '../persistence/conflicts';

@Injectable()
export class ResolveConflict {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly conflicts: Conflicts,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError not_found, `conflict_resolved` */
  async execute(id: string, reason: string, principal: Principal): Promise<ConflictLine> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(async () => {
      const now = this.clock.now();
      await this.conflicts.line(id, organizationId, principal, now);
      await this.conflicts.update(id, (conflict) => conflict.resolve(reason, principal.userId, now));
      return this.conflicts.line(id, organizationId, principal, now);
    });
  }
}
