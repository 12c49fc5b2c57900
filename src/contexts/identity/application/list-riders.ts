import { Injectable } from '@nestjs/common';
import { normalisePhone } from '../../../kernel/phone';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../platform/auth/principal';
import { decodeCursor } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Riders } from '../persistence/riders';
import type { ListedRider, RiderFilter } from './listed-rider';

export interface ListRidersQuery extends RiderFilter {
  readonly limit: number;
  readonly after?: string;
}

/** Newest first, one more than the page holds where there are that many. */
@Injectable()
export class ListRiders {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly riders: Riders,
  ) {}

  /** @throws DomainError `outside_scope`: a rider belongs to no fleet */
  execute({ limit, after, phone, ...filter }: ListRidersQuery, principal: Principal): Promise<ListedRider[]> {
    organizationOf(principal);
    assertWholeOrganization(principal);
    const before = decodeCursor(after, true);
    const wanted = { ...filter, phone: phone && normalisePhone(phone) };
    return this.unitOfWork.run(() => this.riders.list(wanted, before, limit + 1));
  }
}
