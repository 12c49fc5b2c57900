import { Injectable } from '@nestjs/common';
import type { HoursPolicy } from '../../../kernel/duty-hours';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { HoursPolicyChanged } from '../contracts/attendance-events';
import type { Versioned } from '../domain/duty-policy';
import { Policies } from '../persistence/policies';

/** Sets the next version. Whoever is on duty is told his new limit after the commit (`MoveDutyLimits`). */
@Injectable()
export class ChangeHoursPolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: Policies,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `limit_beyond_window` (invalid), `outside_scope` (forbidden) */
  async execute(terms: HoursPolicy, reason: string, principal: Principal): Promise<Versioned<HoursPolicy>> {
    const organizationId = organizationOf(principal);
    assertWholeOrganization(principal);
    if (terms.limitMinutes >= terms.windowMinutes) {
      const message = 'The limit must be fewer minutes than the window that they are counted in.';
      throw new DomainError('invalid', 'limit_beyond_window', message, { field: 'limitMinutes' });
    }
    return this.unitOfWork.run(
      async () => {
        const now = this.clock.now();
        const { userId } = principal;
        const { version } = await this.policies.open('hours', organizationId);
        const next = { version: version + 1, terms };
        await this.policies.add('hours', next, { organizationId, userId, reason }, now);
        const changed = new HoursPolicyChanged(organizationId, { ...terms, changedBy: userId, reason }, now);
        changed.aggregateVersion = next.version;
        await this.unitOfWork.publish(changed);
        return next;
      },
      { locks: [lock('organization', organizationId)] },
    );
  }
}
