import { Injectable } from '@nestjs/common';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { MatchingPolicyChanged } from '../contracts/assignment-events';
import { type MatchingPolicy, normalisePolicy, type PolicyTerms } from '../domain/matching-policy';
import { MatchingPolicies } from '../persistence/matching-policies';

/** Sets the next version; searches under way keep theirs. */
@Injectable()
export class ChangeMatchingPolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: MatchingPolicies,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `invalid_policy` naming the rule or the radius that is wrong; `outside_scope` */
  async execute(terms: PolicyTerms, reason: string, principal: Principal): Promise<MatchingPolicy> {
    const organizationId = organizationOf(principal);
    assertWholeOrganization(principal);
    return this.unitOfWork.run(
      async () => {
        const now = this.clock.now();
        const current = await this.policies.current(organizationId);
        const policy = normalisePolicy(terms, current.version + 1);
        await this.policies.add(policy, organizationId, principal.userId, reason, now);
        const { version } = policy;
        const facts = { version, policy: { ...policy }, changedBy: principal.userId, reason };
        const changed = new MatchingPolicyChanged(organizationId, facts, now);
        changed.aggregateVersion = version;
        await this.unitOfWork.publish(changed);
        return policy;
      },
      { locks: [lock('organization', organizationId)] },
    );
  }
}
