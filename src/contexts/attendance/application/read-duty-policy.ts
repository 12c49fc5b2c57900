import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DutyPolicy, Versioned } from '../domain/duty-policy';
import { Policies } from '../persistence/policies';

@Injectable()
export class ReadDutyPolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: Policies,
  ) {}

  async execute(principal: Principal): Promise<Versioned<DutyPolicy>> {
    return this.unitOfWork.run(() => this.policies.current('duty', organizationOf(principal)));
  }
}
