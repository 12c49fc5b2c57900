import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { MatchingPolicy } from '../domain/matching-policy';
import { MatchingPolicies } from '../persistence/matching-policies';

@Injectable()
export class ReadMatchingPolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: MatchingPolicies,
  ) {}

  /** The one that a search beginning now keeps to. */
  async execute(principal: Principal): Promise<MatchingPolicy> {
    return this.unitOfWork.run(() => this.policies.current(organizationOf(principal)));
  }
}
