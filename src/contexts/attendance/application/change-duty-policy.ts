import { Injectable } from '@nestjs/common';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DutyPolicyChanged } from '../contracts/attendance-events';
import type { DutyPolicy, Versioned } from '../domain/duty-policy';
import { Policies } from '../persistence/policies';

/** Sets the next version. What was marked before stays as it is; what waits or is open is held to them after the commit (`MoveDutyTimers`). */
@Injectable()
export class ChangeDutyPolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: Policies,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `outside_scope` (forbidden) */
  async execute(terms: DutyPolicy, reason: string, principal: Principal): Promise<Versioned<DutyPolicy>> {
    const organizationId = organizationOf(principal);
    assertWholeOrganization(principal);
    return this.unitOfWork.run(
      async () => {
        const now = this.clock.now();
        const { userId } = principal;
        const { version } = await this.policies.open('duty', organizationId);
        const next = { version: version + 1, terms };
        await this.policies.add('duty', next, { organizationId, userId, reason }, now);
        const changed = new DutyPolicyChanged(organizationId, { terms: { ...terms }, changedBy: userId, reason }, now);
        changed.aggregateVersion = next.version;
        await this.unitOfWork.publish(changed);
        return next;
      },
      { locks: [lock('organization', organizationId)] },
    );
  }
}
