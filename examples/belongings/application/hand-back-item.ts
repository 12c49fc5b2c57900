import { Injectable } from '@nestjs/common';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../src/platform/auth/principal';
import { Clock } from '../../../src/platform/clock';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import type { FoundItem } from '../domain/found-item';
import { FoundItems } from '../persistence/found-items';

/** An operator says that its owner has it again. Two who say so at once: one of them is told that it is done. */
@Injectable()
export class HandBackItem {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly items: FoundItems,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `outside_scope` for who acts for some hubs only; `found_item_not_found`, also for another
   * organization's; `handed_back`; `concurrent_change`
   */
  execute(id: string, principal: Principal): Promise<FoundItem> {
    organizationOf(principal);
    assertWholeOrganization(principal);
    return this.unitOfWork.run(async () => {
      const item = await this.items.get(id);
      await this.items.change(item, (found) => found.handBack(principal.userId, this.clock.now()));
      return item;
    });
  }
}
