import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import type { Page } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { CancellationPolicy } from '../domain/cancellation-policy';
import { CancellationPolicies } from '../persistence/cancellation-policies';

@Injectable()
export class ListCancellationPolicies {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: CancellationPolicies,
  ) {}

  execute(page: { limit: number; after?: string }, principal: Principal): Promise<Page<CancellationPolicy>> {
    organizationOf(principal);
    return this.unitOfWork.run(() => this.policies.list(page));
  }
}
