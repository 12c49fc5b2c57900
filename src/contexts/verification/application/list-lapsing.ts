import { Injectable } from '@nestjs/common';
import { addLocalDays, FLEET_TIME_ZONE, localDate } from '../../../kernel/local-day';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import type { Page } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { daysLeft } from '../domain/expiry';
import { type LapsingDocument, LapsingDocuments, type LapsingFilter } from '../persistence/lapsing-documents';

export interface Lapsing extends LapsingDocument {
  /** After today; 0 on its last. */
  readonly daysLeft: number;
}

/** What somebody must renew soon, where a reminder reaches whoever can see to it. */
@Injectable()
export class ListLapsing {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly lapsing: LapsingDocuments,
  ) {}

  /** @param withinDays counted from today @throws DomainError `cursor_invalid`, `organization_required` */
  async execute(filter: LapsingFilter & { withinDays: number }, principal: Principal): Promise<Page<Lapsing>> {
    const now = this.clock.now();
    const from = localDate(now, FLEET_TIME_ZONE);
    const days = { from, to: addLocalDays(from, filter.withinDays) };
    const { items, next } = await this.unitOfWork.run(() => this.lapsing.list(filter, days, principal));
    return { items: items.map((item) => ({ ...item, daysLeft: daysLeft(item.expiresOn, now) })), next };
  }
}
