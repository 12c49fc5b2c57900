import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { RosterPublished } from '../contracts/roster-events';
import { rosterRefused } from '../domain/roster-refused';
import { assertHubInScope } from '../domain/scope';
import { type HubWeek, shiftRefusals, weekWindow } from '../domain/week-plan';
import { Roster } from '../persistence/roster';
import { RosterWeeks } from '../persistence/roster-weeks';
import { HoursPolicies } from '../projections/hours-policies';
import { locksOf } from './shift-locks';

export interface PublishedWeek {
  readonly rosterEntryIds: readonly string[];
  readonly driverIds: readonly string[];
}

/** Tells a hub's drafts of a week to their drivers, all of them or none: from now on they are their shifts. */
@Injectable()
export class PublishWeek {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly weeks: RosterWeeks,
    private readonly roster: Roster,
    private readonly policies: HoursPolicies,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_a_monday`, `nothing_to_publish`; `roster_refused` naming what has come against a draft since it was planned */
  async execute({ hubId, monday }: HubWeek, principal: Principal): Promise<PublishedWeek> {
    const organizationId = organizationOf(principal);
    assertHubInScope(principal, hubId);
    const week = weekWindow(monday);
    return this.unitOfWork.run(async () => {
      const seen = await this.weeks.drafts(organizationId, principal, hubId, week);
      await this.unitOfWork.lock(locksOf(seen));
      const now = this.clock.now();
      // As they are under the locks; one drafted meanwhile is not locked, and waits for the next publication.
      const locked = new Set(seen.map(({ id }) => id));
      const current = await this.weeks.drafts(organizationId, principal, hubId, week);
      const drafts = current.filter(({ id }) => locked.has(id));
      if (drafts.length === 0) {
        const message = `The hub has no draft in the week of ${monday} that you could publish.`;
        throw new DomainError('conflict', 'nothing_to_publish', message);
      }
      const rosterEntryIds = drafts.map(({ id }) => id);
      const facts = await this.roster.factsFor(drafts, organizationId, principal, now, rosterEntryIds);
      const refusals = shiftRefusals(drafts, facts, await this.policies.of(organizationId), now);
      if (refusals.length > 0) throw rosterRefused(refusals, drafts.length, 'drafts');
      const doing = { by: principal.userId, at: now };
      await this.roster.publishAll(await this.roster.ofIds(rosterEntryIds), doing);
      const driverIds = [...new Set(drafts.map(({ driverId }) => driverId))];
      const told = { hubId, week: monday, rosterEntryIds, driverIds, publishedBy: principal.userId };
      await this.unitOfWork.publish(new RosterPublished(hubId, told, now));
      return { rosterEntryIds, driverIds };
    });
  }
}
