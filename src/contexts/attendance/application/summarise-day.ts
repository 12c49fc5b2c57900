import { Injectable } from '@nestjs/common';
import { FLEET_TIME_ZONE, localDayWindow } from '../../../kernel/local-day';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { decodeCursor, encodeCursor, type Page, pageOf } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DriverSummary, HubSummary } from '../domain/day-summary';
import { DaySummaries } from '../persistence/day-summaries';

export interface DaySummary {
  readonly day: string;
  /** Of all drivers, whatever the page. */
  readonly hubs: readonly HubSummary[];
  readonly drivers: Page<DriverSummary>;
}

/** What a day's duties add up to, by driver and by hub, within the fleets and hubs of who asks. */
@Injectable()
export class SummariseDay {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly summaries: DaySummaries,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError (invalid) `cursor_invalid` */
  async execute(
    { day, hubId, limit, after }: { day: string; hubId?: string; limit: number; after?: string },
    principal: Principal,
  ): Promise<DaySummary> {
    const window = localDayWindow(day, FLEET_TIME_ZONE);
    const organizationId = organizationOf(principal);
    const place = decodeCursor(after)?.id ?? null;
    const asked = { organizationId, window, now: this.clock.now(), hubId: hubId ?? null, scope: principal };
    return this.unitOfWork.run(async () => {
      const found = await this.summaries.ofDrivers(asked, limit + 1, place);
      const drivers = pageOf(
        found,
        limit,
        ({ driverId }) => encodeCursor(driverId),
        (summary) => summary,
      );
      return { day, hubs: await this.summaries.ofHubs(asked), drivers };
    });
  }
}
