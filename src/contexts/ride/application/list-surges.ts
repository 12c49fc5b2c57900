import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Surge } from '../domain/surge';
import { Surges } from '../persistence/surges';

@Injectable()
export class ListSurges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly surges: Surges,
  ) {}

  execute(cityCode: string, principal: Principal): Promise<Surge[]> {
    organizationOf(principal);
    return this.unitOfWork.run(() => this.surges.upcoming(cityCode, this.clock.now()));
  }
}
