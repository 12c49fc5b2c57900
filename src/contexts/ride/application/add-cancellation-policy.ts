import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { CancellationPolicy } from '../domain/cancellation-policy';
import { type CancellationTerms, DEFAULT_CANCELLATION_TERMS } from '../domain/cancellation-terms';
import { assertWholeOrganization } from '../domain/organization-wide';
import { CancellationPolicies } from '../persistence/cancellation-policies';
import { given } from './given';

export interface AddCancellationPolicyCommand {
  /** Now, where left out. */
  readonly effectiveFrom?: Date | null;
  readonly effectiveTo?: Date | null;
  /** What is left out is as `DEFAULT_CANCELLATION_TERMS` says. */
  readonly terms: Partial<CancellationTerms>;
}

@Injectable()
export class AddCancellationPolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly policies: CancellationPolicies,
  ) {}

  /**
   * The policy in force without an end gives way to it.
   * @throws DomainError `outside_scope`, `cancellation_policies_overlap`, and those of `CancellationPolicy.add`.
   */
  execute(command: AddCancellationPolicyCommand, principal: Principal): Promise<CancellationPolicy> {
    const organizationId = organizationOf(principal);
    assertWholeOrganization(principal);
    const now = this.clock.now();
    const effectiveFrom = command.effectiveFrom ?? now;
    const terms = { ...DEFAULT_CANCELLATION_TERMS, ...given(command.terms) };
    const offered = { id: uuidv7(), organizationId, effectiveFrom, effectiveTo: command.effectiveTo ?? null, terms };
    return this.unitOfWork.run(async () => {
      const policy = CancellationPolicy.add(offered, now);
      const before = await this.policies.openBefore(effectiveFrom);
      if (before) await this.policies.change(before, (found) => found.giveWay(effectiveFrom, now));
      await this.policies.add(policy);
      return policy;
    });
  }
}
