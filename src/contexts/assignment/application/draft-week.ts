import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { RosterEntry, type Shift } from '../domain/roster-entry';
import type { RosterLine } from '../domain/roster-line';
import type { RosterFacts } from '../domain/roster-plan';
import { rosterRefused } from '../domain/roster-refused';
import { assertHubInScope } from '../domain/scope';
import { type HubWeek, type RowWarning, weekRefusals, weekWarnings, weekWindow } from '../domain/week-plan';
import { Roster } from '../persistence/roster';
import { HoursPolicies } from '../projections/hours-policies';
import { locksOf } from './shift-locks';

export interface DraftedWeek {
  readonly lines: readonly RosterLine[];
  readonly warnings: readonly RowWarning[];
}

/** Plans many shifts of a hub's week as drafts, all of them or none. */
@Injectable()
export class DraftWeek {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly roster: Roster,
    private readonly policies: HoursPolicies,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_a_monday`; `roster_refused`, whose `errors` name everything that speaks against each row */
  async execute(week: HubWeek, shifts: readonly Shift[], principal: Principal): Promise<DraftedWeek> {
    const organizationId = organizationOf(principal);
    assertHubInScope(principal, week.hubId);
    weekWindow(week.monday);
    return this.unitOfWork.run(
      async () => {
        const now = this.clock.now();
        const facts = await this.roster.factsFor(shifts, organizationId, principal, now);
        const policy = await this.policies.of(organizationId);
        const refusals = weekRefusals(shifts, week, facts, policy, now);
        if (refusals.length > 0) throw rosterRefused(refusals, shifts.length);
        return this.draft(shifts, facts, now, principal);
      },
      { locks: locksOf(shifts) },
    );
  }

  /** In a transaction that has judged them. */
  async draft(shifts: readonly Shift[], facts: RosterFacts, now: Date, principal: Principal): Promise<DraftedWeek> {
    const organizationId = organizationOf(principal);
    const doing = { by: principal.userId, at: now };
    const entries = shifts.map((shift) => RosterEntry.draft(uuidv7(), organizationId, shift, doing));
    await this.roster.addAll(entries);
    const ids = entries.map(({ id }) => id);
    const lines = await this.roster.lines(ids, organizationId, principal);
    return { lines, warnings: weekWarnings(shifts, facts) };
  }
}
