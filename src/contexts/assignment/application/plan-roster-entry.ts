import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { RosterEntry, type Shift } from '../domain/roster-entry';
import type { RosterLine } from '../domain/roster-line';
import { rosterRefusals } from '../domain/roster-plan';
import { planWarnings, type RowWarning } from '../domain/week-plan';
import { Roster } from '../persistence/roster';
import { HoursPolicies } from '../projections/hours-policies';

export interface PlannedShiftLine {
  readonly line: RosterLine;
  /** It is planned all the same: beyond its driver's hours, or against his wishes. */
  readonly warnings: readonly RowWarning[];
}

@Injectable()
export class PlanRosterEntry {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly roster: Roster,
    private readonly policies: HoursPolicies,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError what is wrong with the shift; an overlap names the other entry */
  async execute(shift: Shift, principal: Principal): Promise<PlannedShiftLine> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(
      async () => {
        const now = this.clock.now();
        const facts = await this.roster.factsFor([shift], organizationId, principal, now);
        const [refusal] = rosterRefusals([shift], facts, now);
        if (refusal) throw refusal.error;
        const entry = RosterEntry.plan(uuidv7(), organizationId, shift, principal.userId, now);
        await this.roster.add(entry);
        const line = await this.roster.line(entry.id, organizationId, principal);
        return { line, warnings: planWarnings([shift], facts, await this.policies.of(organizationId), now) };
      },
      { locks: [lock('driver', shift.driverId), lock('vehicle', shift.vehicleId)] },
    );
  }
}
