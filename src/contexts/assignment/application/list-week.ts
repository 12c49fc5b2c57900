import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { RosterLine, SilentDriver } from '../domain/roster-line';
import { assertHubInScope } from '../domain/scope';
import { type HubWeek, weekWindow } from '../domain/week-plan';
import { Roster } from '../persistence/roster';
import { RosterWeeks } from '../persistence/roster-weeks';

/** What is planned for a hub's week, and who has not said that he knows it. */
@Injectable()
export class ListWeek {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly roster: Roster,
    private readonly weeks: RosterWeeks,
    private readonly clock: Clock,
  ) {}

  /** Newest first, whatever became of them. @throws DomainError `not_a_monday` */
  async execute({ hubId, monday }: HubWeek, page: PageRequest, principal: Principal): Promise<Page<RosterLine>> {
    assertHubInScope(principal, hubId);
    const filter = { during: weekWindow(monday), driverId: null, vehicleId: null, hubId, status: null };
    return this.unitOfWork.run(() => this.roster.list(organizationOf(principal), principal, filter, page));
  }

  /** By driver. @throws DomainError `not_a_monday` */
  async unacknowledged(
    { hubId, monday }: HubWeek,
    page: PageRequest,
    principal: Principal,
  ): Promise<Page<SilentDriver>> {
    assertHubInScope(principal, hubId);
    const hub = { hubId, week: weekWindow(monday) };
    const now = this.clock.now();
    return this.unitOfWork.run(() => this.weeks.silent(organizationOf(principal), principal, hub, now, page));
  }
}
