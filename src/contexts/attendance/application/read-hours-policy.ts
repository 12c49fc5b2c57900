import { Injectable } from '@nestjs/common';
import type { HoursPolicy } from '../../../kernel/duty-hours';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Versioned } from '../domain/duty-policy';
import { Policies } from '../persistence/policies';

@Injectable()
export class ReadHoursPolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: Policies,
  ) {}

  async execute(principal: Principal): Promise<Versioned<HoursPolicy>> {
    return this.unitOfWork.run(() => this.policies.current('hours', organizationOf(principal)));
  }
}
