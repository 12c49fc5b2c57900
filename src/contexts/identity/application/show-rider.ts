import { Injectable } from '@nestjs/common';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Riders } from '../persistence/riders';
import type { ListedRider } from './listed-rider';

@Injectable()
export class ShowRider {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly riders: Riders,
  ) {}

  /** @throws DomainError `outside_scope`, `rider_not_found` */
  execute(id: string, principal: Principal): Promise<ListedRider> {
    organizationOf(principal);
    assertWholeOrganization(principal);
    return this.unitOfWork.run(() => this.riders.show(id));
  }
}
