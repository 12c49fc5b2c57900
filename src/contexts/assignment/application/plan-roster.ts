import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { RosterEntry, type Shift } from '../domain/roster-entry';
import type { RosterLine } from '../domain/roster-line';
import { rosterRefusals, type RowRefusal } from '../domain/roster-plan';
import { Roster } from '../persistence/roster';

/** Plans many shifts, all of them or none. */
@Injectable()
export class PlanRoster {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly roster: Roster,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `roster_refused`, whose `errors` name every wrong row by its index */
  async execute(shifts: readonly Shift[], principal: Principal): Promise<RosterLine[]> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(
      async () => {
        const now = this.clock.now();
        const facts = await this.roster.factsFor(shifts, organizationId, principal);
        const refusals = rosterRefusals(shifts, facts, now);
        if (refusals.length > 0) throw rosterRefused(refusals, shifts.length);
        const entries = shifts.map((shift) => RosterEntry.plan(uuidv7(), organizationId, shift, principal.userId, now));
        await this.roster.addAll(entries);
        const ids = entries.map(({ id }) => id);
        return this.roster.lines(ids, organizationId, principal);
      },
      { locks: locksOf(shifts) },
    );
  }
}

/** A set, so that a driver with two shifts in one request is locked once. */
function locksOf(shifts: readonly Shift[]): ReturnType<typeof lock>[] {
  const driverIds = new Set(shifts.map(({ driverId }) => driverId));
  const vehicleIds = new Set(shifts.map(({ vehicleId }) => vehicleId));
  return [...[...driverIds].map((id) => lock('driver', id)), ...[...vehicleIds].map((id) => lock('vehicle', id))];
}

function rosterRefused(refusals: readonly RowRefusal[], count: number): DomainError {
  const errors = refusals.map(({ index, error: { code, message, details } }) => ({
    ...{ index, field: `entries[${index}]`, code, message },
    ...details,
  }));
  const kind = refusals.every(({ error }) => error.kind === 'conflict') ? 'conflict' : 'invalid';
  const message = `${refusals.length} of ${count} shifts cannot be planned, so none was.`;
  return new DomainError(kind, 'roster_refused', message, { errors });
}
