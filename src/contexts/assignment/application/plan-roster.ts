import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { RosterEntry, type Shift } from '../domain/roster-entry';
import type { RosterLine } from '../domain/roster-line';
import { rosterRefusals } from '../domain/roster-plan';
import { rosterRefused } from '../domain/roster-refused';
import { planWarnings, type RowWarning } from '../domain/week-plan';
import { Roster } from '../persistence/roster';
import { HoursPolicies } from '../projections/hours-policies';
import { locksOf } from './shift-locks';

export interface PlannedRoster {
  readonly lines: readonly RosterLine[];
  /** Of shifts that are planned all the same: beyond their driver's hours, or against his wishes. */
  readonly warnings: readonly RowWarning[];
}

/** Plans many shifts, all of them or none. */
@Injectable()
export class PlanRoster {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly roster: Roster,
    private readonly policies: HoursPolicies,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `roster_refused`, whose `errors` name every wrong row by its index */
  async execute(shifts: readonly Shift[], principal: Principal): Promise<PlannedRoster> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(
      async () => {
        const now = this.clock.now();
        const facts = await this.roster.factsFor(shifts, organizationId, principal, now);
        const refusals = rosterRefusals(shifts, facts, now);
        if (refusals.length > 0) throw rosterRefused(refusals, shifts.length);
        const entries = shifts.map((shift) => RosterEntry.plan(uuidv7(), organizationId, shift, principal.userId, now));
        await this.roster.addAll(entries);
        const ids = entries.map(({ id }) => id);
        const lines = await this.roster.lines(ids, organizationId, principal);
        return { lines, warnings: planWarnings(shifts, facts, await this.policies.of(organizationId), now) };
      },
      { locks: locksOf(shifts) },
    );
  }
}
